package reminder

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/mail"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// How long one try may take, and after which time a sender that was not heard of again is given up. The second must
// be the longer, or two could send one letter.
const (
	sendWithin = 45 * time.Second
	claimFor   = 2 * time.Minute
	noteWithin = 10 * time.Second
)

var (
	errBusy    = errors.New("reminder: somebody else is sending the letter")
	errRefused = errors.New("reminder: the letter was refused for good") // why is kept with the letter, not in the log
	errNotSent = errors.New("reminder: the letter could not be sent now")
)

// Deliver sends a letter that is queued, at any hour. One that has gone, or that another process is sending, is left
// alone. A letter that could not be sent now stays queued and is an error.
func (s *Service) Deliver(ctx context.Context, id uuid.UUID) error {
	if err := identity.Require(ctx, identity.RemindersRun); err != nil {
		return err
	}
	err := s.deliver(ctx, id, false)
	if errors.Is(err, errBusy) {
		return nil
	}
	return err
}

// deliver claims the letter in one transaction, sends it outside of any, and notes in another what became of it. If
// it dies between sending and the note, the letter goes again under the same Message-ID. With last, a letter that
// cannot be sent now has failed.
func (s *Service) deliver(ctx context.Context, id uuid.UUID, last bool) error {
	l, err := s.claim(ctx, id)
	if err != nil || l == nil {
		return err
	}
	noted := false
	defer func() { // a panic: the letter is free for the next try
		if !noted {
			_ = s.note(ctx, id, outcome{state: Queued, problem: Interrupted}) // the panic is what is reported
		}
	}()
	sendCtx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	err = s.sender.Send(sendCtx, s.compose(ctx, l))
	noted = true
	switch {
	case err == nil:
		return s.note(ctx, id, outcome{state: Sent})
	case mail.IsPermanent(err), last:
		return errors.Join(errRefused, s.note(ctx, id, outcome{state: Failed, problem: withoutAddresses(err)}))
	default:
		return errors.Join(errNotSent, s.note(ctx, id, outcome{state: Queued, problem: withoutAddresses(err)}))
	}
}

// Interrupted is the problem of a letter whose sender broke down.
const Interrupted = "interrupted"

// claimed is a letter that this process alone may send, with what it says.
type claimed struct {
	letter
	tenant    *tenant.Tenant
	recipient recipient
	items     []item
}

type item struct {
	Delivery
	subject Subject
	rule    Rule
}

// claim takes a queued letter for this process and gives what is still to be said in it. It gives nil where nothing
// is: the letter has gone, or all of it is settled, or its recipient can no longer be reached.
func (s *Service) claim(ctx context.Context, id uuid.UUID) (*claimed, error) {
	l := &claimed{tenant: tenant.Of(ctx)}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if l.letter, err = claimLetter(ctx, tx, id); err != nil || l.ID == uuid.Nil {
			return err
		}
		if l.recipient, err = selectRecipient(ctx, tx, l.RecipientID); err != nil {
			return err
		}
		void, err := s.load(i18n.With(ctx, l.recipient.language), tx, l)
		if err != nil {
			return err
		}
		if err := voidDeliveries(ctx, tx, void); err != nil {
			return err
		}
		if len(l.items) > 0 {
			return nil
		}
		l.ID = uuid.Nil
		return updateLetter(ctx, tx, id, outcome{state: Void})
	})
	if err != nil || l.ID == uuid.Nil {
		return nil, err
	}
	return l, nil
}

// load fills the letter with what is not settled and gives the deliveries that must not go. What is void may become a
// reminder again: to the same person who can be reached again, or of a thing that is amiss again.
func (s *Service) load(ctx context.Context, tx *postgres.Tx, l *claimed) (void []uuid.UUID, err error) {
	all, err := selectDeliveries(ctx, tx, l.ID)
	if err != nil {
		return nil, err
	}
	subjects, err := s.subjects(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		subject, there := subjects[d.ID]
		r, known := s.rule(d.Kind)
		if !l.recipient.reachable || !there || !known || subject.Settled {
			void = append(void, d.ID)
			continue
		}
		l.items = append(l.items, item{d, subject, r})
	}
	slices.SortStableFunc(l.items, func(a, b item) int {
		return cmp.Or(a.DueOn.Time().Compare(b.DueOn.Time()), strings.Compare(a.subject.Title, b.subject.Title), strings.Compare(a.subject.Path, b.subject.Path))
	})
	return void, nil
}

// subjects gives what each delivery, by its id, is about, as that stands now. Two kinds may be about one subject, and judge it
// differently.
func (s *Service) subjects(ctx context.Context, tx *postgres.Tx, list []Delivery) (map[uuid.UUID]Subject, error) {
	ids := map[string][]uuid.UUID{}
	for _, d := range list {
		ids[d.Kind] = append(ids[d.Kind], d.SubjectID)
	}
	all := map[uuid.UUID]Subject{}
	for _, r := range s.rules {
		if len(ids[r.Kind]) == 0 {
			continue
		}
		m, err := r.Subjects(ctx, tx, ids[r.Kind])
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			subject, there := m[d.SubjectID]
			if d.Kind != r.Kind || !there {
				continue
			}
			if subject.Judge != nil {
				subject.Settled, subject.Outcome = subject.Judge(d.DueOn)
			}
			all[d.ID] = subject
		}
	}
	return all, nil
}

// outcome is what a try has led to.
type outcome struct {
	state   State
	problem string
}

// note writes down what became of a try, even where the worker has been told to stop meanwhile.
func (s *Service) note(ctx context.Context, id uuid.UUID, o outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
	defer cancel()
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error { return updateLetter(ctx, tx, id, o) })
}

var anAddress = regexp.MustCompile(`[^\s<>@,;:"]+@[^\s<>@,;:"]+`)

const longestProblem = 300

// withoutAddresses gives what a mail server said, short and without the addresses that it repeats.
func withoutAddresses(err error) string {
	text := []rune(anAddress.ReplaceAllString(err.Error(), "…"))
	return string(text[:min(len(text), longestProblem)])
}
