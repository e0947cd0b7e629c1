package reminder_test

import (
	"context"
	"testing"
	"time"

	"kanalkoll/internal/mail"
)

func TestWorkerSendsLettersItself(t *testing.T) {
	o, _ := queued(t)
	went := make(chan struct{}, 1)
	o.post.after = func(mail.Message) error { went <- struct{}{}; return nil }
	o.must(o.queue.Start(o.t.Context()))
	<-went
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	o.must(o.queue.Stop(stop))
	if len(o.letters("sent")) != 1 {
		t.Error("the worker's letter is not noted as sent")
	}
}

func TestWorkerWritesToNobodyAtNight(t *testing.T) {
	o, _ := queued(t)
	o.clk.Add(12 * time.Hour)
	o.must(o.queue.Start(o.t.Context()))
	// The job is put off when its time to run lies ahead.
	for end := time.Now().Add(30 * time.Second); query[int](o, `SELECT count(*) FROM river.river_job WHERE kind = 'reminder_letter' AND state = 'scheduled' AND attempt <= 1`)[0] == 0; {
		if time.Now().After(end) {
			t.Fatal("the letter's job was not put off")
		}
	}
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	o.must(o.queue.Stop(stop))
	if len(o.post.letters()) != 0 || len(o.letters("queued")) != 1 {
		t.Error("a letter went at midnight")
	}
}
