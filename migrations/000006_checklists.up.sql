-- What a municipality decides for its accounts. No row: the product's defaults.
CREATE TABLE tenant_policy (
    tenant_id     uuid PRIMARY KEY REFERENCES tenant (id),
    hosts         text[] NOT NULL DEFAULT '{}', -- host names that are the municipality's own, lower case
    part_sentence text NOT NULL DEFAULT '' CHECK (length(part_sentence) <= 300), -- of an account with a symbol of its own; empty: ours
    review_months integer NOT NULL DEFAULT 12 CHECK (review_months BETWEEN 1 AND 24),
    duty_months   integer NOT NULL DEFAULT 6 CHECK (duty_months BETWEEN 1 AND 24),
    self_approval boolean NOT NULL DEFAULT false, -- an administrator may approve what he has answered himself
    content       jsonb NOT NULL DEFAULT '{}', -- own words of the page on how content is handled: {"sv": {"secrecy": "…"}}
    version       integer NOT NULL DEFAULT 1,
    updated_at    timestamptz NOT NULL
);

-- A draft may be a wish: a platform, perhaps a name, and no address yet. The new constraints are wider than the old
-- ones for drafts and equal for all that the older version writes.
ALTER TABLE account
    ADD COLUMN crisis_use text NOT NULL DEFAULT '' CHECK (crisis_use IN ('', 'used', 'unused')),
    ADD COLUMN crisis_text text NOT NULL DEFAULT '' CHECK (length(crisis_text) <= 1000),
    ADD COLUMN closing_on date,
    ADD COLUMN followers_to text NOT NULL DEFAULT '' CHECK (length(followers_to) <= 1000),
    ADD COLUMN capture_person_id uuid,
    ADD COLUMN final_capture text NOT NULL DEFAULT '' CHECK (final_capture IN ('', 'taken', 'waived')),
    ADD COLUMN final_capture_note text NOT NULL DEFAULT '' CHECK (length(final_capture_note) <= 1000),
    ADD CONSTRAINT account_capture_person_fkey FOREIGN KEY (tenant_id, capture_person_id) REFERENCES person (tenant_id, id) NOT VALID,
    DROP CONSTRAINT account_handle_check,
    DROP CONSTRAINT account_url_check,
    ADD CONSTRAINT account_handle_check CHECK (length(handle) <= 500 AND (handle <> '' OR status IN ('draft', 'submitted', 'returned', 'approved', 'rejected', 'withdrawn'))) NOT VALID,
    ADD CONSTRAINT account_url_check CHECK (length(url) <= 2000 AND (url <> '' OR status IN ('draft', 'submitted', 'returned', 'approved', 'rejected', 'withdrawn'))) NOT VALID;
ALTER TABLE account VALIDATE CONSTRAINT account_capture_person_fkey;
ALTER TABLE account VALIDATE CONSTRAINT account_handle_check;
ALTER TABLE account VALIDATE CONSTRAINT account_url_check;
CREATE UNIQUE INDEX account_once_addressed ON account (tenant_id, platform, key)
    WHERE key <> '' AND status NOT IN ('closed', 'rejected', 'withdrawn');
DROP INDEX account_once;
ALTER INDEX account_once_addressed RENAME TO account_once;

-- What the profile of an account must show, and whether it does.
CREATE TABLE account_duty (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    account_id uuid NOT NULL,
    duty       text NOT NULL CHECK (length(duty) BETWEEN 1 AND 40),
    state      text NOT NULL CHECK (state IN ('met', 'unmet', 'na')),
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    checked_on date NOT NULL,
    checked_by uuid, -- the login; NULL where an operator did it
    next_on    date NOT NULL,
    PRIMARY KEY (tenant_id, account_id, duty),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CREATE INDEX account_duty_next ON account_duty (tenant_id, next_on);

-- Units that answer for their part of an account that is not theirs alone, and who is asked there.
CREATE TABLE account_part (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    unit_id    uuid NOT NULL,
    topic      text NOT NULL CHECK (length(topic) BETWEEN 1 AND 300),
    person_id  uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX account_part_account ON account_part (tenant_id, account_id);

-- Something that happened to an account and that people are written to about.
CREATE TABLE account_event (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    kind       text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    on_day     date NOT NULL,
    at         timestamptz NOT NULL,
    person_id  uuid, -- whom it is for, where it is for one
    told       boolean NOT NULL DEFAULT false, -- somebody's letter was made
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX account_event_untold ON account_event (tenant_id, kind, on_day) WHERE NOT told;
CREATE INDEX account_event_account ON account_event (tenant_id, account_id);

-- A day on which a platform is known to have changed its terms.
CREATE TABLE terms_change (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    platform   text NOT NULL,
    changed_on date NOT NULL,
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    noted_by   uuid,
    noted_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, platform, changed_on)
);

-- Templates. A published version is never changed; at most one draft of each name.
CREATE TABLE checklist_template (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    name         text NOT NULL CHECK (name IN ('startup', 'legal')),
    number       integer NOT NULL CHECK (number > 0),
    content      jsonb NOT NULL,
    published_at timestamptz,
    published_by uuid,
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name, number)
);
CREATE UNIQUE INDEX checklist_template_draft ON checklist_template (tenant_id, name) WHERE published_at IS NULL;

CREATE FUNCTION checklist_template_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published template is never changed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER checklist_template_fixed BEFORE UPDATE OR DELETE ON checklist_template
    FOR EACH ROW EXECUTE FUNCTION checklist_template_is_fixed();

-- A checklist of an account. Its life goes round: open, submitted, (returned,) approved, and open again for a review.
CREATE TABLE checklist (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    account_id   uuid NOT NULL,
    name         text NOT NULL CHECK (name IN ('startup', 'legal')),
    template_id  uuid NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'submitted', 'returned', 'approved')),
    reason       text NOT NULL CHECK (reason IN ('start', 'campaign', 'review', 'terms')), -- why it is open
    round        integer NOT NULL DEFAULT 0, -- how often it was handed in
    started_by   uuid,
    started_at   timestamptz NOT NULL,
    submitted_by uuid,
    submitted_at timestamptz,
    approved_by  uuid,
    approved_at  timestamptz,
    review_on    date,
    done_points  integer NOT NULL DEFAULT 0, -- of total_points, for lists
    total_points integer NOT NULL DEFAULT 0,
    case_number  text NOT NULL DEFAULT '' CHECK (length(case_number) <= 100),
    version      integer NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, name),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, template_id) REFERENCES checklist_template (tenant_id, id)
);
CREATE INDEX checklist_state ON checklist (tenant_id, state, submitted_at);
CREATE INDEX checklist_review ON checklist (tenant_id, review_on) WHERE state = 'approved';

-- The present answer to a point, with what the reviewer said of it.
CREATE TABLE checklist_answer (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    checklist_id uuid NOT NULL,
    point        text NOT NULL CHECK (length(point) BETWEEN 1 AND 60),
    fields       jsonb NOT NULL DEFAULT '{}',
    version      integer NOT NULL DEFAULT 0,
    saved_by     uuid,
    saved_at     timestamptz,
    assignee_id  uuid, -- the person it was handed to
    verdict      text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'accepted', 'returned')),
    PRIMARY KEY (tenant_id, checklist_id, point),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklist (tenant_id, id),
    FOREIGN KEY (tenant_id, assignee_id) REFERENCES person (tenant_id, id)
);

-- Every version of every answer. One that lost against another's at the same time is kept beside it.
CREATE TABLE checklist_answer_version (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    checklist_id uuid NOT NULL,
    point        text NOT NULL,
    number       integer NOT NULL, -- the answer's version from here on; of an aside: the version it was typed against
    aside        boolean NOT NULL DEFAULT false,
    sealed       boolean NOT NULL DEFAULT false, -- submitted or reviewed: a later save begins a new version
    fields       jsonb NOT NULL,
    saved_by     uuid,
    begun_at     timestamptz NOT NULL,
    saved_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklist (tenant_id, id)
);
CREATE INDEX checklist_answer_version_point ON checklist_answer_version (tenant_id, checklist_id, point, saved_at);

-- What was said of a point: by the reviewer and, in answer, by the unit.
CREATE TABLE checklist_remark (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    checklist_id uuid NOT NULL,
    point        text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('returned', 'accepted', 'reply')),
    text         text NOT NULL DEFAULT '' CHECK (length(text) <= 2000),
    by_user      uuid,
    at           timestamptz NOT NULL,
    round        integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklist (tenant_id, id)
);
CREATE INDEX checklist_remark_point ON checklist_remark (tenant_id, checklist_id, at);

-- Evidence. The file itself lies in the store, unchanged, under its key.
CREATE TABLE checklist_file (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    checklist_id uuid NOT NULL,
    point        text NOT NULL,
    field        text NOT NULL,
    key          text NOT NULL,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    type         text NOT NULL,
    size         bigint NOT NULL,
    sha512       text NOT NULL,
    added_by     uuid,
    added_at     timestamptz NOT NULL,
    removed_by   uuid,
    removed_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklist (tenant_id, id)
);
CREATE INDEX checklist_file_point ON checklist_file (tenant_id, checklist_id);

-- What the checklist was at each step of its life, as a document, with its checksum.
CREATE TABLE checklist_record (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    checklist_id uuid NOT NULL,
    number       integer NOT NULL,
    event        text NOT NULL CHECK (event IN ('submitted', 'returned', 'approved', 'moved', 'reopened', 'recalled')),
    document     bytea NOT NULL,
    sha256       bytea NOT NULL CHECK (length(sha256) = 32),
    by_user      uuid,
    self         boolean NOT NULL DEFAULT false, -- approved by somebody who had answered
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, checklist_id, number),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklist (tenant_id, id)
);
CREATE FUNCTION checklist_record_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record of a checklist is never changed';
END $$;
CREATE TRIGGER checklist_record_fixed BEFORE UPDATE OR DELETE ON checklist_record
    FOR EACH ROW EXECUTE FUNCTION checklist_record_is_fixed();

ALTER TABLE tenant_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_policy FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON tenant_policy
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON tenant_policy
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE account_duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_duty FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON account_duty
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON account_duty
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE account_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_part FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON account_part
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON account_part
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE account_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON account_event
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON account_event
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE terms_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE terms_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON terms_change
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON terms_change
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_template FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_template
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_template
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_answer
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_answer
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_answer_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_answer_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_answer_version
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_answer_version
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_remark ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_remark FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_remark
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_remark
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_file FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_file
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_file
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE checklist_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_record FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON checklist_record
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON checklist_record
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
