-- One mail. Several deliveries to one person at one time are one letter.
CREATE TABLE reminder_letter (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    recipient_id uuid NOT NULL,
    state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'void')),
    attempts     integer NOT NULL DEFAULT 0,
    claimed_until timestamptz, -- somebody is sending it; a sender that dies is given up by then
    tried_at     timestamptz,
    last_error   text NOT NULL DEFAULT '' CHECK (length(last_error) <= 500),
    created_at   timestamptz NOT NULL,
    sent_at      timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX reminder_letter_open ON reminder_letter (tenant_id, state) WHERE state IN ('queued', 'failed');

-- One reminder to one person. It is made once, whatever dies on the way.
CREATE TABLE reminder_delivery (
    tenant_id    uuid NOT NULL REFERENCES tenant (id),
    id           uuid NOT NULL,
    subject_kind text NOT NULL,
    subject_id   uuid NOT NULL,
    kind         text NOT NULL,
    due_on       date NOT NULL,
    recipient_id uuid NOT NULL,
    unit_id      uuid NOT NULL, -- whose it was when it became due; says which units' people see it
    letter_id    uuid NOT NULL,
    void         boolean NOT NULL DEFAULT false, -- settled before the letter went
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subject_id, kind, due_on, recipient_id),
    FOREIGN KEY (tenant_id, recipient_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, letter_id) REFERENCES reminder_letter (tenant_id, id)
);
CREATE INDEX reminder_delivery_letter ON reminder_delivery (tenant_id, letter_id);
CREATE INDEX reminder_delivery_subject ON reminder_delivery (tenant_id, subject_id);

ALTER TABLE reminder_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON reminder_letter
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON reminder_letter
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');

ALTER TABLE reminder_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON reminder_delivery
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_access ON reminder_delivery
    USING ((SELECT current_setting('app.system', true)) = 'on')
    WITH CHECK ((SELECT current_setting('app.system', true)) = 'on');
