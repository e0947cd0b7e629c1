// Command kanalkoll keeps a municipality's social media accounts in order, and proves it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

// Set by the linker.
var (
	version = "development"
	commit  = ""
)

// Exit codes: 1 the command failed, 2 it was used wrongly, 3 rows were refused.
const (
	exitFailed  = 1
	exitUse     = 2
	exitRefused = 3
)

// exitError ends the program with a code; its message, if any, is one line for the user.
type exitError struct {
	code    int
	message string
}

func (e *exitError) Error() string { return e.message }

func wrongUse(format string, args ...any) error {
	return &exitError{exitUse, fmt.Sprintf(format, args...)}
}

// cli is the commands; contract.md of the project fixes their names.
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Serve the web and work off jobs."`
	Work        workCmd        `cmd:"" help:"Work off jobs, without the web."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database's schema up or down, or show its version."`
	Tenant      tenantCmd      `cmd:"" help:"Municipalities: add, list, import."`
	User        userCmd        `cmd:"" help:"Logins: add."`
	Import      importCmd      `cmd:"" help:"Take in a file of accounts, people, assignments or absences."`
	Checklist   checklistCmd   `cmd:"" help:"Checklists: the template, a checklist as a document."`
	Roster      rosterCmd      `cmd:"" help:"Rosters: who watches each account on each day."`
	Platforms   platformsCmd   `cmd:"" help:"Addresses: which platform, which account."`
	Demo        demoCmd        `cmd:"" help:"Fill the demo municipality, once."`
	Remind      remindCmd      `cmd:"" help:"Run the reminders of a municipality by hand."`
	Audit       auditCmd       `cmd:"" help:"The log: verify its chain."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask the program at LISTEN_ADDR whether it is alive; for containers."`
	Version     versionCmd     `cmd:"" help:"Show version, commit and schema version."`
}

// env is what every command gets.
type env struct {
	ctx    context.Context
	cfg    app.Config
	log    *slog.Logger
	clock  clock.Clock
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without its process: it parses args, runs the command and gives the exit code.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("kanalkoll"), kong.Description("Keeps a municipality's social media accounts in order, and proves it."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		panic(err) // the commands' own declaration is wrong
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(stderr, "kanalkoll: %s\n", oneLine(err.Error()))
		return exitUse
	}
	cfg, err := app.LoadConfig(environ)
	if err != nil {
		fmt.Fprintf(stderr, "kanalkoll: %s\n", oneLine(err.Error()))
		return exitUse
	}
	level := slog.LevelWarn // a command says on standard error what went wrong, and nothing else
	if word := strings.Fields(kctx.Command())[0]; word == "serve" || word == "work" {
		level = slog.LevelInfo
	}
	log := app.NewLogger(stderr, level)
	slog.SetDefault(log)
	err = kctx.Run(&env{ctx: ctx, cfg: cfg, log: log, clock: clock.System(), stdin: stdin, stdout: stdout, stderr: stderr})
	return report(stderr, err)
}

// report writes what went wrong in one line and gives the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	var ex *exitError
	if errors.As(err, &ex) {
		if ex.message != "" {
			fmt.Fprintf(stderr, "kanalkoll: %s\n", oneLine(ex.message))
		}
		return ex.code
	}
	var f *fault.Error
	if errors.As(err, &f) && f.Kind != fault.Internal {
		fmt.Fprintf(stderr, "kanalkoll: %s\n", oneLine(words(f)))
		return exitFailed
	}
	fmt.Fprintf(stderr, "kanalkoll: %s\n", oneLine(err.Error()))
	return exitFailed
}

// words gives a fault in English, the language of the command line.
func words(f *fault.Error) string {
	if len(f.Fields) == 0 {
		return i18n.In(i18n.English, f.Key, f.Args...)
	}
	var parts []string
	for _, field := range f.Fields {
		parts = append(parts, field.Name+": "+i18n.In(i18n.English, field.Key, field.Args...))
	}
	return strings.Join(parts, "; ")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
