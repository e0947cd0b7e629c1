DROP TABLE unit;
DROP TABLE tenant_counter;
DROP TABLE tenant;
