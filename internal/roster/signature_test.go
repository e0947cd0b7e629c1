package roster_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/roster"
)

func TestSignature(t *testing.T) {
	long := "kommunikationsstrateg och verksamhetsutvecklare för kultur, fritid och bibliotek"
	for _, c := range []struct {
		name, title, unit, tenant string
		on                        platform.Name
		want                      string
	}{
		{"Stina Svensson", "bibliotekarie", "Biblioteken", "Örebro kommun", platform.Facebook, "/Stina Svensson, bibliotekarie, Örebro kommun"},
		{"Stina Svensson", "bibliotekarie", "Biblioteken", "Örebro kommun", platform.X, "/Stina Svensson, bibliotekarie, Örebro kommun"},
		{"Stina Svensson", "bibliotekarie", "Biblioteken", "Örebro kommun", platform.LinkedIn, "Stina Svensson, bibliotekarie, Örebro kommun"},
		{"Stina Svensson", "bibliotekarie", "Biblioteken", "Örebro kommun", platform.Telegram, "– Stina Svensson, bibliotekarie, Örebro kommun"},
		{"Stina Svensson", "", "Biblioteken", "Örebro kommun", platform.Instagram, "/Stina Svensson, Biblioteken, Örebro kommun"},
		{"Stina Svensson", "", "", "Örebro kommun", platform.Instagram, "/Stina Svensson, Örebro kommun"},
		{"Stina Svensson", "  ", "Örebro kommun", "Örebro kommun", platform.Instagram, "/Stina Svensson, Örebro kommun"},
		{"Stina Svensson", long, "Kultur", "Örebro kommun", platform.Facebook, "/Stina Svensson, " + long + ", Örebro kommun"},
		{"Stina Svensson", long, "Kultur", "Örebro kommun", platform.X, "/Stina Svensson, kommunikationsstrateg…, Örebro kommun"},
		{"Stina Svensson", "enhetschef (tf), Kultur- och fritidsförvaltningen", "Kultur", "Örebro kommun", platform.Mastodon, "/Stina Svensson, enhetschef, Örebro kommun"},
		{"Anna-Karin Maria Elisabet Svensson Öhrström", "kommunikatör", "", "Örebro kommun", platform.Bluesky, "/Anna-Karin Öhrström, kommunikatör, Örebro kommun"},
		{"Anna-Karin Maria Elisabet Svensson Öhrström", "kommunikatör", "", "Örebro kommun", platform.Facebook, "/Anna-Karin Maria Elisabet Svensson Öhrström, kommunikatör, Örebro kommun"},
		{"Bo Ek", "verksamhetsutvecklingssamordningsansvarig", "", "Upplands Väsby kommun", platform.Threads, "/Bo Ek, verksamhetsutvecklingssa…, Upplands Väsby kommun"},
		{"Siobhán O’Brien-Ødegård", "f.d. rektor & lärare", "", "Malmö stad", platform.YouTube, "/Siobhán O’Brien-Ødegård, f.d. rektor & lärare, Malmö stad"},
		{"Åsa\r\n Ek", "kommunikatör @orebro #kultur", "", "Örebro kommun", platform.Instagram, "/Åsa Ek, kommunikatör orebro kultur, Örebro kommun"},
		{"/Åsa Ek,", "\u202ekommunikatör", "", "Örebro kommun", platform.Instagram, "/Åsa Ek, kommunikatör, Örebro kommun"},
	} {
		got := roster.Signature(identity.Person{Name: c.name, Title: c.title, UnitName: c.unit}, c.tenant, c.on)
		if got != c.want {
			t.Errorf("%s, %.20s on %s:\n got %s\nwant %s", c.name, c.title, c.on, got, c.want)
		}
	}
}

// However long the title and the names between, a short platform's signature is short, on one line, and says all three.
func TestAShortSignatureIsShortAndSaysAllThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-Za-zåäöÅÄÖéü]{2,14}`)
		words := rapid.SliceOfN(word, 1, 12)
		first, last := word.Draw(t, "first"), word.Draw(t, "last")
		name := strings.Join(append(append([]string{first}, rapid.SliceOfN(word, 0, 4).Draw(t, "between")...), last), " ")
		title := strings.Join(words.Draw(t, "title"), rapid.SampledFrom([]string{" ", ", ", " och ", "/"}).Draw(t, "joint"))
		s := roster.Signature(identity.Person{Name: name, Title: title}, "Örebro kommun", platform.X)
		rest, ok := strings.CutSuffix(s, ", Örebro kommun")
		who, what, found := strings.Cut(rest, ", ")
		if !ok || !found || len(what) < 2 || !strings.HasPrefix(who, "/"+first+" ") || !strings.HasSuffix(who, " "+last) {
			t.Fatalf("%q does not say who, what and where", s)
		}
		if n := utf8.RuneCountInString(s); n > 60 && n > utf8.RuneCountInString("/"+first+" "+last+", , Örebro kommun")+12 {
			t.Fatalf("%d characters: %q", n, s)
		}
	})
}
