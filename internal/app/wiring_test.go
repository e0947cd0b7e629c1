package app_test

import (
	"testing"

	"kanalkoll/internal/webtest"
)

func TestEveryConditionOfAStepIsJudged(t *testing.T) {
	if list := webtest.New(t).App.Register.Unjudged(); len(list) != 0 {
		t.Errorf("nobody says whether these hold: %q", list)
	}
}
