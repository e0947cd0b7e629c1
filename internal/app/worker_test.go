package app_test

import (
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/webtest"
)

// The whole program's jobs and schedules are declared rightly: River refuses others when it starts.
func TestWorkerStartsAndStops(t *testing.T) {
	site := webtest.New(t)
	if err := site.App.StartWorker(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := site.App.StopWorker(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestFilesThatNothingNamesAreSweptAfterADay(t *testing.T) {
	site := webtest.New(t)
	ten, ctx := site.Tenant("asa")
	site.Clock.Add(time.Since(site.Clock.Now())) // files carry the machine's time
	put := func() string {
		key := blob.Key(ten.ID)
		if _, err := site.App.Files.Put(ctx, key, "image/png", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		return key
	}
	logo, stray := put(), put()
	now := *ten
	now.LogoKey, now.LogoType = logo, "image/png"
	if err := site.App.Tenants.SaveSettings(ctx, &now, ten.Version); err != nil {
		t.Fatal(err)
	}
	there := func(key string) bool {
		r, _, err := site.App.Files.Get(ctx, key)
		if err == nil {
			err = r.Close()
		}
		return err == nil
	}
	for _, c := range []struct {
		later time.Duration
		stays bool
	}{{time.Hour, true}, {48 * time.Hour, false}} {
		site.Clock.Add(c.later)
		if err := site.App.SweepFiles(ctx); err != nil {
			t.Fatal(err)
		}
		if !there(logo) || there(stray) != c.stays {
			t.Errorf("%v later: logo there %v, stray file there %v", c.later, there(logo), there(stray))
		}
	}
}
