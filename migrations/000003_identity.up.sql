-- The directory of people; a login is optional.
CREATE TABLE person (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    title      text NOT NULL DEFAULT '' CHECK (length(title) <= 200),
    email      text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    phone      text NOT NULL DEFAULT '' CHECK (length(phone) <= 50),
    unit_id    uuid,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE UNIQUE INDEX person_email ON person (tenant_id, lower(email)) WHERE email <> '';
CREATE INDEX person_unit ON person (tenant_id, unit_id);

-- A login. Without a password hash it has been invited and not yet taken.
CREATE TABLE app_user (
    tenant_id     uuid NOT NULL REFERENCES tenant (id),
    id            uuid NOT NULL,
    person_id     uuid NOT NULL,
    password_hash text,
    language      text NOT NULL DEFAULT 'sv' CHECK (language IN ('sv', 'en')),
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE TABLE membership (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    role       text NOT NULL CHECK (role IN ('admin', 'communications', 'operations', 'archivist', 'registrar', 'reader')),
    unit_id    uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE UNIQUE INDEX membership_once ON membership
    (tenant_id, user_id, role, coalesce(unit_id, '00000000-0000-0000-0000-000000000000'));

CREATE TABLE invitation (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id)
);

-- A session. The cookie holds a random token; only its SHA-256 is kept.
CREATE TABLE session (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    token_hash   bytea NOT NULL CHECK (length(token_hash) = 32),
    user_id      uuid NOT NULL,
    data         jsonb NOT NULL DEFAULT '{}',
    user_agent   text NOT NULL DEFAULT '',
    ip           text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id)
);
CREATE INDEX session_by_user ON session (tenant_id, user_id);

-- Failed sign-ins, by the hash of what was tried: the account's address or the network address.
CREATE TABLE login_failure (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id        bigint GENERATED ALWAYS AS IDENTITY,
    key_hash  bytea NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX login_failure_key ON login_failure (tenant_id, key_hash, at);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON person
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON person
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON app_user
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON app_user
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON membership
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON membership
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON invitation
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON invitation
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON session
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON session
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE login_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON login_failure
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON login_failure
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
