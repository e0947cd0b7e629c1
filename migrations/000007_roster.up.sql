-- Office hours, and what the municipality has decided of its rosters.
ALTER TABLE tenant_policy
    ADD COLUMN opens_at integer NOT NULL DEFAULT 480 CHECK (opens_at BETWEEN 0 AND 1439), -- minutes after midnight, local time
    ADD COLUMN closes_at integer NOT NULL DEFAULT 1020 CHECK (closes_at BETWEEN 1 AND 1440),
    ADD COLUMN one_responsible boolean NOT NULL DEFAULT false, -- an account has one responsible person at a time
    ADD COLUMN leaver_months integer NOT NULL DEFAULT 6 CHECK (leaver_months BETWEEN 1 AND 24), -- from the last day until personal data are reduced
    ADD CONSTRAINT tenant_policy_hours CHECK (closes_at > opens_at);

-- Days on which the municipality's offices are closed besides public holidays.
CREATE TABLE closed_day (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    day       date NOT NULL,
    name      text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    PRIMARY KEY (tenant_id, day)
);

-- The last day of somebody who leaves, and when their personal data were reduced to what records need.
ALTER TABLE person
    ADD COLUMN left_on date,
    ADD COLUMN reduced_at timestamptz;

-- What a roster needs to know of a person.
CREATE TABLE roster_person (
    tenant_id       uuid NOT NULL REFERENCES tenant (id),
    person_id       uuid NOT NULL,
    minutes_week    integer CHECK (minutes_week BETWEEN 0 AND 3000), -- time set aside; NULL: nobody has said
    confirmed_on    date, -- the telephone number was right on that day
    confirmed_phone text NOT NULL DEFAULT '' CHECK (length(confirmed_phone) <= 50), -- the number that was; another one is not confirmed
    calendar_hash   bytea CHECK (length(calendar_hash) = 32), -- SHA-256 of the token in the calendar's address; NULL: there is none
    calendar_at     timestamptz,
    version         integer NOT NULL DEFAULT 1,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE UNIQUE INDEX roster_person_calendar ON roster_person (tenant_id, calendar_hash) WHERE calendar_hash IS NOT NULL;

-- A person with a role on an account, both days included. Without an account: the municipality's own call list.
-- A row that was taken back stays for a while, for calendars that have it.
CREATE TABLE assignment (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    account_id   uuid,
    person_id    uuid NOT NULL,
    role         text NOT NULL CHECK (role IN ('responsible', 'publisher', 'monitor', 'cover', 'crisis_contact', 'registrar_contact', 'archive_contact')),
    starts_on    date NOT NULL,
    ends_on      date, -- NULL: until further notice
    position     integer NOT NULL DEFAULT 0, -- in a call list, from 1
    hours        text NOT NULL DEFAULT '' CHECK (length(hours) <= 200), -- times on duty in a call list, in words
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    cancelled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CHECK (ends_on >= starts_on),
    CHECK (account_id IS NOT NULL OR role = 'crisis_contact')
);
CREATE INDEX assignment_account ON assignment (tenant_id, account_id) WHERE cancelled_at IS NULL;
CREATE INDEX assignment_person ON assignment (tenant_id, person_id);

-- A person who is away, both days included, and who covers. Why is nobody's business here.
CREATE TABLE absence (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    person_id    uuid NOT NULL,
    starts_on    date NOT NULL,
    ends_on      date NOT NULL,
    cover_id     uuid,
    entered_by   uuid, -- the login; NULL where an operator did it
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    cancelled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, cover_id) REFERENCES person (tenant_id, id),
    CHECK (ends_on >= starts_on),
    CHECK (cover_id <> person_id)
);
CREATE INDEX absence_person ON absence (tenant_id, person_id);
CREATE INDEX absence_cover ON absence (tenant_id, cover_id);
CREATE INDEX absence_days ON absence (tenant_id, ends_on) WHERE cancelled_at IS NULL;

-- How the way into an account is kept. The secret itself has no column, and no field that would take it.
CREATE TABLE custody (
    tenant_id     uuid NOT NULL REFERENCES tenant (id),
    account_id    uuid NOT NULL,
    place         text NOT NULL DEFAULT '' CHECK (length(place) <= 200), -- of a password manager or a safe: its name
    changed_on    date, -- the secret was last changed
    second_factor text NOT NULL DEFAULT '' CHECK (second_factor IN ('', 'on', 'off')),
    recovery      text NOT NULL DEFAULT '' CHECK (recovery IN ('', 'own', 'other')), -- the recovery address is the municipality's, or not
    version       integer NOT NULL DEFAULT 1,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);

-- Who can get in, and how.
CREATE TABLE custody_access (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    person_id  uuid NOT NULL,
    way        text NOT NULL CHECK (way IN ('personal', 'shared')), -- a login of their own with a role on the page, or a shared one
    page_role  text NOT NULL DEFAULT '' CHECK (length(page_role) <= 100), -- what the platform calls their role
    since      date NOT NULL,
    ended_on   date, -- the access was taken away
    version    integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CHECK (ended_on >= since)
);
CREATE UNIQUE INDEX custody_access_once ON custody_access (tenant_id, account_id, person_id, way) WHERE ended_on IS NULL;
CREATE INDEX custody_access_person ON custody_access (tenant_id, person_id) WHERE ended_on IS NULL;

-- How fast an account answers, when it is watched, and the time that takes.
CREATE TABLE account_watch (
    tenant_id      uuid NOT NULL REFERENCES tenant (id),
    account_id     uuid NOT NULL,
    target_minutes integer CHECK (target_minutes BETWEEN 1 AND 1440), -- of office hours; NULL: one day, the bound
    hours          text NOT NULL DEFAULT '' CHECK (length(hours) <= 200), -- when it is watched, in words; public
    minutes_week   integer CHECK (minutes_week BETWEEN 0 AND 10000), -- estimated; NULL: nobody has
    version        integer NOT NULL DEFAULT 1,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);

-- Somebody leaves. Until the last day it can be taken back, by what its items keep.
CREATE TABLE departure (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    person_id  uuid NOT NULL,
    last_on    date NOT NULL,
    reduce_on  date NOT NULL,
    state      text NOT NULL CHECK (state IN ('planned', 'done', 'taken_back')),
    decided_by uuid,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz, -- done or taken back
    version    integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CHECK (reduce_on >= last_on)
);
CREATE UNIQUE INDEX departure_once ON departure (tenant_id, person_id) WHERE state <> 'taken_back';

-- One thing that the leaver held, who takes it over, and what must be put back if it is taken back.
CREATE TABLE departure_item (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    departure_id uuid NOT NULL,
    kind         text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    object_id    uuid NOT NULL,
    successor_id uuid,
    undo         jsonb NOT NULL DEFAULT '{}',
    done_at      timestamptz, -- of what is ticked off
    done_by      uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, departure_id) REFERENCES departure (tenant_id, id),
    FOREIGN KEY (tenant_id, successor_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX departure_item_departure ON departure_item (tenant_id, departure_id);

-- A file of people, assignments or absences on its way in.
CREATE TABLE roster_import (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('people', 'assignments', 'absences')),
    file_name  text NOT NULL CHECK (length(file_name) <= 300),
    sheet      jsonb NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    taken_at   timestamptz,
    report     jsonb,
    PRIMARY KEY (tenant_id, id)
);

ALTER TABLE closed_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE closed_day FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON closed_day
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON closed_day
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE roster_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_person FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON roster_person
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON roster_person
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE assignment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON assignment
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON assignment
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE absence FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON absence
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON absence
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE custody ENABLE ROW LEVEL SECURITY;
ALTER TABLE custody FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON custody
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON custody
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE custody_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE custody_access FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON custody_access
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON custody_access
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE account_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_watch FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON account_watch
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON account_watch
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE departure ENABLE ROW LEVEL SECURITY;
ALTER TABLE departure FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON departure
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON departure
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE departure_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE departure_item FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON departure_item
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON departure_item
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE roster_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_import FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON roster_import
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON roster_import
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
