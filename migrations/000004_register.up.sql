CREATE TABLE account (
    tenant_id        uuid NOT NULL REFERENCES tenant (id),
    id               uuid NOT NULL,
    ref              text NOT NULL,
    platform         text NOT NULL,
    handle           text NOT NULL CHECK (length(handle) BETWEEN 1 AND 500),
    url              text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
    key              text NOT NULL,
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    unit_id          uuid NOT NULL,
    kind             text NOT NULL DEFAULT '' CHECK (length(kind) <= 40),
    purpose          text NOT NULL DEFAULT '' CHECK (length(purpose) <= 2000),
    target_group     text NOT NULL DEFAULT '' CHECK (length(target_group) <= 500),
    main_message     text NOT NULL DEFAULT '' CHECK (length(main_message) <= 2000),
    language         text NOT NULL DEFAULT '' CHECK (length(language) <= 35),
    sender           text NOT NULL DEFAULT '' CHECK (sender IN ('', 'logotype', 'own_symbol')),
    unit_page        text NOT NULL DEFAULT '' CHECK (length(unit_page) <= 2000),
    content_page     text NOT NULL DEFAULT '' CHECK (length(content_page) <= 2000),
    contact          text NOT NULL DEFAULT '' CHECK (length(contact) <= 300),
    contact_person_id uuid,
    status           text NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'approved', 'active', 'closing', 'closed', 'rejected', 'withdrawn')),
    opened_on        date,
    closed_on        date,
    closing_reason   text NOT NULL DEFAULT '' CHECK (length(closing_reason) <= 1000),
    closing_notice   text NOT NULL DEFAULT '' CHECK (length(closing_notice) <= 1000),
    registered_on    date NOT NULL,
    imported         boolean NOT NULL DEFAULT false,
    version          integer NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, ref),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_person_id) REFERENCES person (tenant_id, id),
    CHECK (closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on)
);
-- One living registration of an account; a closed one may be followed by another.
CREATE UNIQUE INDEX account_once ON account (tenant_id, platform, key)
    WHERE status NOT IN ('closed', 'rejected', 'withdrawn');
CREATE INDEX account_key ON account (tenant_id, platform, key);
CREATE INDEX account_unit ON account (tenant_id, unit_id);
CREATE INDEX account_public ON account (tenant_id, updated_at) WHERE status IN ('active', 'closing', 'closed');

-- An import on its way: the file as it was read, what the user has said about it, and the report when it was taken.
CREATE TABLE import_batch (
    tenant_id  uuid NOT NULL REFERENCES tenant (id),
    id         uuid NOT NULL,
    file_name  text NOT NULL,
    blob_key   text NOT NULL DEFAULT '',
    sheet      jsonb NOT NULL,
    mapping    jsonb NOT NULL DEFAULT '{}',
    fixes      jsonb NOT NULL DEFAULT '{}',
    report     jsonb,
    version    integer NOT NULL DEFAULT 1,
    created_by uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    taken_at   timestamptz,
    PRIMARY KEY (tenant_id, id)
);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON account
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON account
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE import_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON import_batch
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON import_batch
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
