-- The log: append-only, one hash chain per municipality. It holds ids and field names; values only of public fields.
CREATE TABLE audit_entry (
    tenant_id   uuid NOT NULL REFERENCES tenant (id),
    seq         bigint NOT NULL CHECK (seq > 0),
    at          timestamptz NOT NULL,
    actor_kind  text NOT NULL CHECK (actor_kind IN ('user', 'operator', 'worker', 'visitor')),
    actor_id    uuid,
    action      text NOT NULL,
    object_kind text NOT NULL,
    object_id   uuid,
    payload     bytea NOT NULL,
    prev_hash   bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash        bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_object ON audit_entry (tenant_id, object_id, seq DESC);
CREATE INDEX audit_actor ON audit_entry (tenant_id, actor_id, seq DESC);
CREATE INDEX audit_at ON audit_entry (tenant_id, at);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON audit_entry
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON audit_entry
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
