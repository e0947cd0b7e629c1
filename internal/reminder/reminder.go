// Package reminder tells people by letter what has become due. Rules of other rooms say what is due and whom it
// concerns; this room sees to it that each is told once.
//
// A pass finds what is due in one municipality and writes, in one transaction, a delivery for each reminder and person
// (unique, so that no second pass makes it again), one letter for each person, and the letter's job. The job sends the
// letter and notes that it went. What dies on the way is done again: a repeat carries the same Message-ID.
package reminder

import (
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/mail"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// Due is something that somebody must be told of.
type Due struct {
	Kind        string // the rule's
	SubjectKind string // "account", or "event": something that happened to one; or what another room has
	SubjectID   uuid.UUID
	Ref         string // how people name the subject: "k0042"
	Title       string
	UnitID      uuid.UUID // whose it is
	DueOn       clock.Date
	Path        string // of the page to look at; empty: that of the account Ref
}

// Page gives the path of the page that shows what is due.
func (d Due) Page() string {
	if d.Path != "" {
		return d.Path
	}
	return "/app/accounts/" + d.Ref
}

// Subject is what a reminder is about, as it stands now.
type Subject struct {
	Title   string
	Note    string // beside the title, in the context's language: the platform
	Path    string // of its page: "/app/accounts/k0042"
	UnitID  uuid.UUID
	Settled bool   // nothing is left to do
	Outcome string // i18n key: what the reminder has led to

	// Judge gives Settled and Outcome of the reminder that was due on the day, for subjects of which there can be several. It may
	// be nil.
	Judge func(dueOn clock.Date) (settled bool, outcome string)
}

// Rule is one kind of reminder. Its functions run in the municipality's transaction.
type Rule struct {
	Kind   string // kept with each delivery: it never changes
	Name   string // i18n key: what is the matter, in two or three words
	Advice string // i18n key: what to do about it, said once in a letter; empty where there is nothing to do
	News   bool   // it tells what has happened, not what is amiss

	// Find gives what is due today or earlier and not yet settled. It runs often: where nothing is due it costs one
	// small query.
	Find func(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]Due, error)
	// Told hears of which subjects somebody has been written to, in the transaction of the letters. It may be nil.
	Told func(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) error
	// Recipients gives, for each due and in the same order, who is to be told. Nobody is an answer.
	Recipients func(ctx context.Context, tx *postgres.Tx, due []Due) ([][]identity.Person, error)
	// Subjects gives what the ids stand for, in the context's language; those that are gone are left out.
	Subjects func(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]Subject, error)
	// Line says in the context's language what is the matter with the subject.
	Line func(ctx context.Context, s Subject, dueOn clock.Date) string
}

// State is how far a reminder to one person has come.
type State string

// The states. Unsent and Nobody stand in plans only.
const (
	Unsent State = "due"    // the next pass makes the letter
	Nobody State = "nobody" // there is nobody to tell; a pass tells whoever comes
	Queued State = "queued" // written, not yet taken by the mail server
	Sent   State = "sent"   // taken by the mail server
	Failed State = "failed" // refused for good
	Void   State = "void"   // settled before the letter went
)

// States are those of deliveries, in the order of menus.
var States = []State{Queued, Sent, Failed, Void}

// Service is what can be done with reminders.
type Service struct {
	db      *postgres.DB
	queue   *jobs.Runner
	sender  mail.Sender
	tenants *tenant.Service
	base    string
	host    string
	rules   []Rule
}

// NewService builds the service and declares its jobs with the queue. Base is BASE_URL.
func NewService(db *postgres.DB, queue *jobs.Runner, sender mail.Sender, tenants *tenant.Service, base string, rules ...Rule) *Service {
	s := &Service{db: db, queue: queue, sender: sender, tenants: tenants, base: strings.TrimRight(base, "/"), host: "localhost", rules: rules}
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil {
		s.host = strings.ToLower(u.Hostname())
	}
	s.declare()
	return s
}

// rule gives the rule of that kind, and whether this version knows it.
func (s *Service) rule(kind string) (Rule, bool) {
	for _, r := range s.rules {
		if r.Kind == kind {
			return r, true
		}
	}
	return Rule{}, false
}

// messageID gives the Message-ID of a letter, the same for every try.
func (s *Service) messageID(letter uuid.UUID) string { return letter.String() + "@" + s.host }

// link gives the full address of one of the municipality's pages.
func (s *Service) link(t *tenant.Tenant, path string) string { return t.URL(s.base, path) }

// today is the day in the context's municipality.
func today(ctx context.Context, now time.Time) clock.Date { return clock.On(now, tenant.ZoneOf(ctx)) }
