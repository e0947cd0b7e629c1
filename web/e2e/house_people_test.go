package e2e_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/roster"
)

// directory is what the pages of the directory as a whole need.
type directory struct {
	faulty, taken uuid.UUID // imports: rows with problems, done
}

func (h *house) fillDirectory(t testing.TB) {
	t.Helper()
	start := func(name, text string) uuid.UUID {
		table, err := roster.ImportPeople.Read(name, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		b, err := h.site.App.Rosters.StartImport(h.ctx, roster.ImportPeople, name, table)
		if err != nil {
			t.Fatal(err)
		}
		return b.ID
	}
	h.directory.faulty = start("personer från skolorna.csv", "e-post;namn;titel;verksamhet;telefon\nny.person@bjorkvik.example;Ny Person;Rektor;;019-12 34 56\nutan snabel-a;Fel Adress;;;\n;Okänd Plats;;Finns inte;\n")
	h.directory.taken = start("nya.csv", "e-post;namn\ninlast@bjorkvik.example;Inläst Person\nfel;Fel\n")
	say := func(key string, args ...any) string { return i18n.In(i18n.Swedish, key, args...) }
	if err := h.site.App.Rosters.TakeImport(h.ctx, h.directory.taken, roster.ImportOptions{Partial: true}, say); err != nil {
		t.Fatal(err)
	}
}
