package app_test

import (
	"testing"

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
