package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ensureRoles makes the two login roles and the database, and puts their
// passwords and rights right where they are there already.
func (c *Cluster) ensureRoles(ctx context.Context) (err error) {
	conn, err := pgx.Connect(ctx, c.AdminURL())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	// A statement that fails is written to the server's log, and these carry
	// passwords.
	const quiet = `SET log_min_error_statement = 'panic'; SET log_statement = 'none'; SET log_min_duration_statement = -1`
	if _, err := conn.Exec(ctx, quiet); err != nil {
		return err
	}
	for _, role := range []struct{ name, password string }{{OwnerRole, c.secrets.Owner}, {AppRole, c.secrets.App}} {
		if err := ensureRole(ctx, conn, role.name, role.password); err != nil {
			return fmt.Errorf("role %s: %w", role.name, err)
		}
	}
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Database).Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := conn.Exec(ctx, `CREATE DATABASE `+Database+` OWNER `+OwnerRole); err != nil {
			return err
		}
	}
	for _, sql := range []string{
		`REVOKE ALL ON DATABASE ` + Database + `, postgres, template1 FROM PUBLIC`,
		`GRANT CONNECT ON DATABASE ` + Database + ` TO ` + AppRole,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// ensureRole works on conn as superuser; DDL takes no parameters, so name and
// password are quoted.
func ensureRole(ctx context.Context, conn *pgx.Conn, name, password string) error {
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, name).Scan(&there); err != nil {
		return err
	}
	verb := "CREATE"
	if there {
		verb = "ALTER"
	}
	_, err := conn.Exec(ctx, fmt.Sprintf(
		`%s ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '%s'`,
		verb, pgx.Identifier{name}.Sanitize(), strings.ReplaceAll(password, "'", "''")))
	return err
}
