package identity_test

import (
	"strings"
	"testing"

	"kanalkoll/internal/identity"
)

func TestPasswordRules(t *testing.T) {
	known := []string{"Anna Berg", "anna.berg@bjorkvik.se", "Björkviks kommun", "bjorkvik"}
	for password, want := range map[string]string{
		"elva tecken":               "identity.password_short",
		"":                          "identity.password_short",
		strings.Repeat("å", 11):     "identity.password_short", // characters, not bytes
		strings.Repeat("ord ", 33):  "identity.password_long",
		"password1234":              "identity.password_common",
		"qwertyuiop12":              "identity.password_common",
		"aaaaaaaaaaaaaa":            "identity.password_common",
		"123456789012":              "identity.password_common",
		"BjorkvikBjorkvik1":         "identity.password_own_words",
		"annabergbjorkvik":          "identity.password_own_words",
		"bjorkvik2026":              "identity.password_own_words",
		goodPassword:                "",
		"GRANAR DOFTAR I REGN":      "", // no rule about kinds of characters
		"lövens gula ljus över Ån":  "",
		strings.Repeat("xk3 ö", 25): "", // 125 characters
	} {
		err := identity.CheckPassword("password", password, known...)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", password, err)
		case want != "" && err == nil:
			t.Errorf("%q is taken", password)
		case want != "":
			wantField(t, err, "password", want)
		}
	}
}

func TestPasswordsAreTheSameHoweverTheirLettersAreComposed(t *testing.T) {
	o := newOffice(t)
	_, err := o.people.AddUser(o.ctx, identity.Person{Name: "Anna", Email: "anna@example.se"}, []identity.RoleIn{everywhere(identity.Reader)}, "l\u00f6vens gula ljus p\u00e5 \u00e4ngen")
	if err != nil {
		t.Fatal(err)
	}
	if err := signInError(o, "anna@example.se", "lo\u0308vens gula ljus pa\u030a a\u0308ngen"); err != nil {
		t.Errorf("the decomposed form is refused: %v", err)
	}
}

func TestNormalEmail(t *testing.T) {
	for in, want := range map[string]string{" Anna.Berg@Bjorkvik.SE ": "anna.berg@bjorkvik.se", "a@b.se": "a@b.se"} {
		if got, ok := identity.NormalEmail(in); !ok || got != want {
			t.Errorf("%q gives %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "anna", "anna@", "@b.se", "a b@c.se", "Anna <a@b.se>", "a@b.se\r\nBcc: x@y.se", "a@localhost", strings.Repeat("a", 250) + "@b.se"} {
		if _, ok := identity.NormalEmail(in); ok {
			t.Errorf("%q is taken", in)
		}
	}
}
