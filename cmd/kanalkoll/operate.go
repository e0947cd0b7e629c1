package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

type migrateCmd struct {
	Up   struct{} `cmd:"" help:"Bring the schema to this program's version."`
	Down struct {
		N int `arg:"" help:"How many steps to take back. For development only."`
	} `cmd:"" help:"Take steps back."`
	Version struct{} `cmd:"" help:"Show the schema's version."`
}

// subcommand gives the second word of the command; without one it was used wrongly.
func subcommand(kctx *kong.Context) (string, error) {
	words := strings.Fields(kctx.Command())
	if len(words) < 2 {
		return "", wrongUse("%s: a word is missing; kanalkoll %s --help lists them", words[0], words[0])
	}
	return words[1], nil
}

func (c *migrateCmd) Run(e *env, kctx *kong.Context) (err error) {
	act, err := subcommand(kctx)
	if err != nil {
		return err
	}
	d, err := app.OpenDatabase(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if d.OwnerURL == "" {
		return wrongUse("DATABASE_OWNER_URL must be set to migrate")
	}
	switch act {
	case "up":
		if err := d.Migrate(e.ctx); err != nil {
			return err
		}
	case "down":
		if c.Down.N < 1 {
			return wrongUse("migrate down: N must be 1 or more")
		}
		if err := postgres.MigrateDown(d.OwnerURL, c.Down.N); err != nil {
			return err
		}
	}
	v, dirty, err := postgres.SchemaVersion(d.OwnerURL)
	if err != nil {
		return err
	}
	note := ""
	if dirty {
		note = " (a step failed half way)"
	}
	fmt.Fprintf(e.stdout, "schema version %d of %d%s\n", v, postgres.NewestVersion(), note)
	return nil
}

type tenantCmd struct {
	Add struct {
		Slug string `required:"" help:"The name in addresses, such as upplands-vasby."`
		Name string `required:"" help:"The municipality's name."`
		Code string `required:"" help:"Four digits, SCB's municipality code."`
		Host string `help:"A host name of its own."`
	} `cmd:"" help:"Add a municipality."`
	List   struct{} `cmd:"" help:"List the municipalities."`
	Import struct {
		File string `arg:"" help:"CSV with municipality_code, municipality_name and slug."`
	} `cmd:"" help:"Add the municipalities of a file; those that exist are left as they are."`
}

func (c *tenantCmd) Run(e *env, kctx *kong.Context) error {
	act, err := subcommand(kctx)
	if err != nil {
		return err
	}
	return withApp(e, func(a *app.App) error {
		ctx := identity.AsOperator(e.ctx)
		switch act {
		case "add":
			t, err := a.Tenants.Add(ctx, tenant.New{Slug: c.Add.Slug, Name: c.Add.Name, Code: c.Add.Code, Host: c.Add.Host})
			if err != nil {
				if fault.Is(err, fault.InvalidKind) {
					return wrongUse("tenant add: %s", words(fault.As(err)))
				}
				return err
			}
			fmt.Fprintf(e.stdout, "%s: %s/%s\n", t.Name, e.cfg.BaseURL, t.Slug)
			return nil
		case "list":
			list, err := a.Tenants.All(ctx)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
			for _, t := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.Slug, t.Code, t.Name, t.Host)
			}
			return w.Flush()
		default:
			f, err := os.Open(c.Import.File)
			if err != nil {
				return wrongUse("tenant import: %v", err)
			}
			defer f.Close() //nolint:errcheck // read only
			added, existed, err := app.ImportTenants(ctx, a.Tenants, c.Import.File, f)
			switch {
			case fault.Is(err, fault.InvalidKind):
				return wrongUse("tenant import: %s: %s", c.Import.File, words(fault.As(err)))
			case errors.Is(err, app.ErrColumns):
				return wrongUse("tenant import: %s: %v", c.Import.File, err)
			case err != nil:
				return err
			}
			fmt.Fprintf(e.stdout, "%d municipalities added, %d existed already\n", added, existed)
			return nil
		}
	})
}

type userCmd struct {
	Add struct {
		Tenant string `required:"" help:"The municipality's slug."`
		Email  string `required:"" help:"The address to sign in with."`
		Name   string `required:"" help:"The person's name."`
		Role   string `required:"" help:"admin, communications, operations, archivist, registrar or reader."`
		Unit   string `help:"The unit that the role is for; it is made where it does not exist. Without it the role is for all units."`
	} `cmd:"" help:"Add a login; the password is read from standard input."`
}

func (c *userCmd) Run(e *env, kctx *kong.Context) error {
	if _, err := subcommand(kctx); err != nil {
		return err
	}
	in := c.Add
	role, ok := identity.ParseRole(in.Role)
	if !ok {
		return wrongUse("user add: role %q is none of admin, communications, operations, archivist, registrar, reader", in.Role)
	}
	password, err := bufio.NewReader(e.stdin).ReadString('\n')
	password = strings.TrimRight(password, "\r\n")
	if password == "" {
		return wrongUse("user add: no password on standard input (%v)", err)
	}
	return withTenant(e, in.Tenant, func(a *app.App, t *tenant.Tenant, te *env) error {
		person := identity.Person{Name: in.Name, Email: in.Email}
		if err := a.People.MayAdd(te.ctx, person, password); err != nil {
			return err // before a unit is made for it
		}
		grant := identity.RoleIn{Role: role}
		if in.Unit != "" {
			id, made, err := unitNamed(te, a, in.Unit)
			if err != nil {
				return err
			}
			if made {
				fmt.Fprintf(e.stderr, "the unit %s did not exist and was made\n", in.Unit)
			}
			grant.UnitID = id
		}
		u, err := a.People.AddUser(te.ctx, person, []identity.RoleIn{grant}, password, t.Name)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s can sign in at %s/%s/login\n", u.Person.Email, e.cfg.BaseURL, t.Slug)
		return nil
	})
}

// unitNamed finds a unit by its name or its whole path, else makes it at the top.
func unitNamed(e *env, a *app.App, name string) (id uuid.UUID, made bool, err error) {
	units, err := a.Tenants.Units(e.ctx)
	if err != nil {
		return uuid.Nil, false, err
	}
	for _, u := range units {
		if strings.EqualFold(u.Name, name) || strings.EqualFold(u.Path, name) {
			return u.ID, false, nil
		}
	}
	u, err := a.Tenants.AddUnit(e.ctx, name, uuid.Nil)
	return u.ID, true, err
}

// withTenant runs fn for one municipality; its env's context acts for the operator there.
func withTenant(e *env, slug string, fn func(a *app.App, t *tenant.Tenant, te *env) error) error {
	return withApp(e, func(a *app.App) error {
		t, err := a.Tenants.BySlug(e.ctx, slug)
		if fault.Is(err, fault.NotFoundKind) {
			return wrongUse("there is no municipality %q; kanalkoll tenant list shows them", slug)
		}
		if err != nil {
			return err
		}
		te := *e
		te.ctx = app.InTenant(identity.AsOperator(e.ctx), t)
		return fn(a, t, &te)
	})
}

type platformsCmd struct {
	Resolve struct {
		File string `arg:"" optional:"" help:"Addresses, one a line; standard input where it is missing."`
	} `cmd:"" help:"Write CSV: input, platform, handle, canonical_url, problem."`
}

func (c *platformsCmd) Run(e *env, kctx *kong.Context) error {
	if _, err := subcommand(kctx); err != nil {
		return err
	}
	in := e.stdin
	if c.Resolve.File != "" {
		f, err := os.Open(c.Resolve.File)
		if err != nil {
			return wrongUse("platforms resolve: %v", err)
		}
		defer f.Close() //nolint:errcheck // read only
		in = f
	}
	return platform.WriteCSV(e.stdout, in)
}

type demoCmd struct{}

func (*demoCmd) Run(e *env) error {
	return withApp(e, func(a *app.App) error {
		if err := demo.Fill(identity.AsOperator(e.ctx), a.Office()); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "the demo municipality: %s/%s\n", e.cfg.BaseURL, demo.Slug)
		return nil
	})
}

type remindCmd struct {
	Tenant string `required:"" help:"The municipality's slug."`
	On     string `help:"The day to run for, such as 2026-11-23; today where it is missing."`
	DryRun bool   `help:"Only list what is due and to whom."`
}

func (c *remindCmd) Run(e *env) error {
	on, err := clock.ParseDate(c.On)
	if err != nil {
		return wrongUse("remind: --on %q is not a date such as 2026-11-23", c.On)
	}
	return withTenant(e, c.Tenant, func(a *app.App, t *tenant.Tenant, te *env) error {
		if on.IsZero() {
			on = clock.On(e.clock.Now(), t.Zone())
		}
		return a.Reminders.Remind(te.ctx, e.stdout, on, c.DryRun)
	})
}

type auditCmd struct {
	Verify struct {
		Tenant string `help:"One municipality's slug; all where it is missing."`
	} `cmd:"" help:"Walk the chain; exit 1 where it is broken."`
}

func (c *auditCmd) Run(e *env, kctx *kong.Context) error {
	if _, err := subcommand(kctx); err != nil {
		return err
	}
	return withApp(e, func(a *app.App) error {
		broken, err := a.VerifyAudit(identity.AsOperator(e.ctx), e.stdout, c.Verify.Tenant)
		if fault.Is(err, fault.NotFoundKind) {
			return wrongUse("there is no municipality %q; kanalkoll tenant list shows them", c.Verify.Tenant)
		}
		if err == nil && broken {
			return &exitError{code: exitFailed}
		}
		return err
	})
}

type healthcheckCmd struct{}

func (*healthcheckCmd) Run(e *env) error {
	client := &http.Client{Timeout: 5 * time.Second}
	addr := e.cfg.ListenAddr
	if e.cfg.OpsAddr != "" {
		addr = e.cfg.OpsAddr // a worker alone answers nowhere else
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return wrongUse("%s is not host:port", addr)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	req, err := http.NewRequestWithContext(e.ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // only the status matters
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("health: status %d", resp.StatusCode)
	}
	return nil
}

type versionCmd struct{}

func (*versionCmd) Run(e *env) error {
	fmt.Fprintf(e.stdout, "kanalkoll %s commit %s schema %d\n", version, orUnknown(commit), postgres.NewestVersion())
	return nil
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
