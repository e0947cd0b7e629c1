-- The directory of municipalities is readable by all; a municipality changes only its own row.
CREATE TABLE tenant (
    id           uuid PRIMARY KEY,
    slug         text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9](-?[a-z0-9])*$' AND length(slug) <= 60),
    code         text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{4}$'),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    host         text UNIQUE CHECK (host = lower(host) AND length(host) <= 253),
    accent       text NOT NULL DEFAULT '#00578a' CHECK (accent ~ '^#[0-9a-f]{6}$'),
    logo_key     text,
    logo_type    text,
    contact_text text NOT NULL DEFAULT '' CHECK (length(contact_text) <= 300),
    contact_email text NOT NULL DEFAULT '' CHECK (length(contact_email) <= 254),
    contact_phone text NOT NULL DEFAULT '' CHECK (length(contact_phone) <= 50),
    website      text NOT NULL DEFAULT '' CHECK (length(website) <= 500),
    time_zone    text NOT NULL DEFAULT 'Europe/Stockholm',
    demo         boolean NOT NULL DEFAULT false,
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_directory ON tenant FOR SELECT USING (true);
CREATE POLICY tenant_own_row ON tenant FOR UPDATE
    USING (id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON tenant
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

-- Numbers that are handed out once per municipality and never again, such as an account's ref.
CREATE TABLE tenant_counter (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    name      text NOT NULL,
    value     bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE unit (
    tenant_id      uuid NOT NULL REFERENCES tenant (id),
    id             uuid NOT NULL,
    parent_id      uuid,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    communications boolean NOT NULL DEFAULT false,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id),
    CHECK (parent_id IS NULL OR parent_id <> id)
);
-- Two units of one name below one parent could not be told apart.
CREATE UNIQUE INDEX unit_name ON unit (tenant_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));
CREATE UNIQUE INDEX unit_communications ON unit (tenant_id) WHERE communications;
CREATE INDEX unit_parent ON unit (tenant_id, parent_id);

ALTER TABLE tenant_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON tenant_counter
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON tenant_counter
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON unit
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON unit
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
