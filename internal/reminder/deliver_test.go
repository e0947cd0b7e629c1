package reminder_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/mail"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
)

// queued makes one account without contact, one person to tell and the letter.
func queued(t *testing.T) (*office, *register.Account) {
	t.Helper()
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	a := o.account("Kommunen", o.communications())
	o.pass(day, false)
	return o, a
}

func TestRemindSendsAndSaysWhatBecameOfIt(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	a := o.account("Kommunen", o.communications())
	row := "no_contact,2026-11-23," + a.Ref + ",karin@bjorkvik.example,"
	for _, step := range []struct {
		dry  bool
		want string
	}{{true, row + "due"}, {false, row + "sent"}, {false, row + "sent"}} {
		rows, err := o.remind(o.svc, step.dry)
		o.must(err)
		if !slices.Equal(rows, []string{step.want}) {
			t.Errorf("dry run %v: %q, want %q", step.dry, rows, step.want)
		}
	}
	if n := len(o.post.letters()); n != 1 {
		t.Errorf("%d letters went, want 1", n)
	}
}

func TestLetterSaysWhatAndWhere(t *testing.T) {
	for _, lang := range []string{"sv", "en"} {
		t.Run(lang, func(t *testing.T) {
			o := newOffice(t)
			karin := o.user("Karin", identity.Communications)
			o.account("Kommunen", o.communications())
			o.account("Bloggen", o.communications(), func(in *register.Input) { in.Platform, in.Address = "blog", "https://blogg.bjorkvik.example/" })
			o.must(o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
				_, err := tx.Exec(o.ctx, `UPDATE app_user SET language = $1 WHERE id = $2`, lang, karin.ID)
				return err
			}))
			_, err := o.remind(o.svc, false)
			o.must(err)
			m := o.post.letters()[0]
			id := o.letters("sent")[0].String()
			if m.ID != id+"@kanalkoll.example" || m.Lang != lang || m.To != (mail.Address{Name: "Karin", Email: "karin@bjorkvik.example"}) {
				t.Errorf("id %s, language %s, to %v", m.ID, m.Lang, m.To)
			}
			golden(t, "letter_"+lang+".txt", m.Subject+"\n\n"+m.Text)
			// What the real sender makes of it, with headers and HTML, must be a letter that it accepts.
			dir := t.TempDir()
			o.must(mail.Dir(dir, mail.Address{Email: "k@kanalkoll.example"}, o.clk).Send(t.Context(), m))
			raw, err := os.ReadFile(filepath.Join(dir, mail.FileName(m.ID)))
			o.must(err)
			for _, want := range []string{"Message-ID: <" + m.ID + ">", "Auto-Submitted: auto-generated", "text/plain", "text/html"} {
				if !strings.Contains(string(raw), want) {
					t.Errorf("the letter lacks %q", want)
				}
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
	}
}

// A worker may die between any two steps. Whatever the step, the letter goes, once or under one Message-ID.
func TestNothingIsLostWhereverItBreaks(t *testing.T) {
	for name, breakIt := range map[string]func(o *office) error{
		"the server is away": func(o *office) error {
			o.post.before = func(mail.Message) error { return errAway }
			return o.svc.Deliver(o.ctx, o.letters("queued")[0])
		},
		"the sender panics before sending": func(o *office) (err error) {
			o.post.before = func(mail.Message) error { panic("before") }
			defer func() { err = errors.New(recover().(string)) }()
			return o.svc.Deliver(o.ctx, o.letters("queued")[0])
		},
		"the sender panics after sending": func(o *office) (err error) {
			o.post.after = func(mail.Message) error { panic("after") }
			defer func() { err = errors.New(recover().(string)) }()
			return o.svc.Deliver(o.ctx, o.letters("queued")[0])
		},
		"the connection breaks after the server has taken it": func(o *office) error {
			o.post.after = func(mail.Message) error { return errAway }
			return o.svc.Deliver(o.ctx, o.letters("queued")[0])
		},
		"the database goes before the note": func(o *office) error {
			away, err := postgres.Open(o.ctx, o.db.Pool().Config().ConnString(), o.clk)
			o.must(err)
			o.post.after = func(mail.Message) error { away.Close(); return nil }
			return o.process(away).Deliver(o.ctx, o.letters("queued")[0])
		},
		"the process is killed while it sends": func(o *office) error {
			// Its claim stays, as of a process that never came back.
			return errors.Join(errAway, o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
				_, err := tx.Exec(o.ctx, `UPDATE reminder_letter SET claimed_until = $1, attempts = 1`, tx.Now.Add(2*time.Minute))
				return err
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := queued(t)
			if err := breakIt(o); err == nil {
				t.Fatal("nothing broke")
			}
			if len(o.letters("queued")) != 1 {
				t.Fatal("the letter no longer waits")
			}
			o.post.before, o.post.after = nil, nil
			o.clk.Add(3 * time.Minute)
			o.must(o.svc.Deliver(o.ctx, o.letters("queued")[0]))
			sent := o.letters("sent")
			if len(sent) != 1 {
				t.Fatal("the letter did not go")
			}
			for _, m := range o.post.letters() {
				if m.ID != sent[0].String()+"@kanalkoll.example" {
					t.Errorf("a repeat carries the Message-ID %s", m.ID)
				}
			}
			n := len(o.post.letters())
			o.must(o.svc.Deliver(o.ctx, sent[0]))
			if len(o.post.letters()) != n {
				t.Error("a letter that has gone went again")
			}
		})
	}
}

func TestWorkerToldToStopStillNotesThatTheLetterWent(t *testing.T) {
	o, _ := queued(t)
	ctx, cancel := context.WithCancel(o.ctx)
	o.post.after = func(mail.Message) error { cancel(); return nil }
	o.must(o.svc.Deliver(ctx, o.letters("queued")[0]))
	if len(o.letters("sent")) != 1 {
		t.Error("the note was lost with the context")
	}
}

func TestTwoSendersSendOnce(t *testing.T) {
	o, _ := queued(t)
	id := o.letters("queued")[0]
	inside, goOn := make(chan struct{}), make(chan struct{})
	o.post.before = func(mail.Message) error { close(inside); <-goOn; return nil }
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := o.svc.Deliver(o.ctx, id); err != nil {
			t.Error(err)
		}
	})
	<-inside
	second := o.process(o.db)
	o.must(second.Deliver(o.ctx, id)) // would wait for ever, or close inside twice, if it sent
	close(goOn)
	wg.Wait()
	if n := len(o.post.letters()); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestWhatIsSettledMeanwhileIsNotSent(t *testing.T) {
	o, a := queued(t)
	b := o.account("Nytt", o.communications())
	o.pass(day, false) // a second letter
	o.giveContact(a)
	rows, err := o.remind(o.svc, false)
	o.must(err)
	if len(o.letters("void")) != 1 || len(o.letters("sent")) != 1 || len(rows) != 1 || !strings.Contains(rows[0], b.Ref) {
		t.Errorf("rows %q, void %v, sent %v", rows, o.letters("void"), o.letters("sent"))
	}
	if m := o.post.letters(); len(m) != 1 || strings.Contains(m[0].Text, "Kommunen") {
		t.Errorf("letters %+v", m)
	}
	// The contact is taken away again: now it is to be told.
	now, err := o.reg.Get(o.ctx, a.Ref)
	o.must(err)
	in := register.InputOf(now)
	in.Contact = ""
	_, err = o.reg.Edit(o.ctx, a.Ref, now.Version, in)
	o.must(err)
	_, err = o.remind(o.svc, false)
	o.must(err)
	if m := o.post.letters(); len(m) != 2 || !strings.Contains(m[1].Text, "Kommunen") {
		t.Errorf("not told of what is amiss again: %d letters", len(m))
	}
}

func TestWhoCanNoLongerBeReachedGetsNothing(t *testing.T) {
	o := newOffice(t)
	school := o.unit("Bergaskolan")
	anna := o.user("Anna", identity.Operations, school)
	o.user("Karin", identity.Communications)
	o.account("Berga", school)
	o.pass(day, false)
	o.must(o.people.SetDisabled(o.ctx, anna.ID, true))
	_, err := o.remind(o.svc, false)
	o.must(err)
	if m := o.post.letters(); len(m) != 1 || m[0].To.Name != "Karin" {
		t.Errorf("letters %+v, want one to communications instead", m)
	}
}

func TestRefusedLetterIsSeenAndGoesWhenTheAddressIsMended(t *testing.T) {
	o := newOffice(t)
	karin := o.user("Karin", identity.Communications)
	o.account("Kommunen", o.communications())
	no := refusal(t)
	o.post.before = func(mail.Message) error { return no }
	rows, err := o.remind(o.svc, false)
	o.must(err)
	if !strings.HasSuffix(rows[0], ",failed") {
		t.Errorf("rows %q", rows)
	}
	if n, err := o.svc.Failures(o.ctx); err != nil || n != 1 {
		t.Errorf("%d failures (%v), want 1", n, err)
	}
	o.post.before = nil
	o.must(o.svc.Sweep(o.ctx))
	if len(o.letters("failed")) != 1 {
		t.Fatal("tried again although nothing has changed")
	}
	o.clk.Add(time.Minute)
	p, err := o.people.Person(o.ctx, karin.Person.ID)
	o.must(err)
	p.Email = "karin.ek@bjorkvik.example"
	o.must(o.people.SavePerson(o.ctx, p))
	o.must(o.svc.Sweep(o.ctx))
	_, err = o.remind(o.svc, false)
	o.must(err)
	if m := o.post.letters(); len(m) != 1 || m[0].To.Email != "karin.ek@bjorkvik.example" || len(o.letters("sent")) != 1 {
		t.Errorf("letters %+v", m)
	}
	if n, err := o.svc.Failures(o.ctx); err != nil || n != 0 {
		t.Errorf("%d failures (%v) after it went", n, err)
	}
}

func TestProblemIsKeptWithoutAddresses(t *testing.T) {
	o, _ := queued(t)
	o.post.before = func(mail.Message) error { return errAway }
	err := o.svc.Deliver(o.ctx, o.letters("queued")[0])
	if err == nil || strings.Contains(err.Error(), "@") {
		t.Errorf("the job's error %v", err)
	}
	list, counts, err := o.svc.List(o.ctx, reminder.Query{Limit: 10})
	o.must(err)
	if len(list) != 1 || list[0].Problem != "dial: the server for … is away" || list[0].Attempts != 1 || counts[reminder.Queued] != 1 {
		t.Errorf("%+v, %v", list, counts)
	}
}

func TestListShowsOperationsTheirUnitsOnly(t *testing.T) {
	o := newOffice(t)
	school, other := o.unit("Bergaskolan"), o.unit("Kulturskolan")
	o.user("Karin", identity.Communications)
	a := o.account("Berga", school)
	o.account("Kultur", other)
	_, err := o.remind(o.svc, false)
	o.must(err)
	p := &identity.Principal{Grants: []identity.Grant{{Role: identity.Operations, UnitID: school.ID, Units: map[uuid.UUID]bool{school.ID: true}}}}
	ctx := identity.With(o.ctx, p)
	list, counts, err := o.svc.List(ctx, reminder.Query{Limit: 10})
	o.must(err)
	if len(list) != 1 || list[0].Subject.Title != "Berga" || list[0].State != reminder.Sent || list[0].Subject.Settled || counts.Total("") != 1 {
		t.Errorf("%+v %v", list, counts)
	}
	o.giveContact(a)
	list, _, err = o.svc.List(ctx, reminder.Query{Limit: 10})
	o.must(err)
	if !list[0].Subject.Settled {
		t.Error("the list does not show what the reminder led to")
	}
}
