package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

// office is a municipality for one task: a communications user who is not signed in yet, and two units.
func office(t *testing.T) (site *webtest.Site, b *tab) {
	t.Helper()
	site = webtest.New(t)
	_, ctx := site.Tenant("granby")
	site.Unit(ctx, "Granskolan")
	site.User(ctx, "Greta", identity.Communications)
	return site, openTab(t, site.URL, "/granby")
}

// want fails the test unless the page says it.
func (b *tab) want(sentence string) {
	b.t.Helper()
	if text := strings.Join(strings.Fields(b.text()), " "); !strings.Contains(text, sentence) {
		b.t.Errorf("%s does not say %q but: %s", b.address(), sentence, text)
	}
}

func (b *tab) status(got, want int) {
	b.t.Helper()
	if got != want {
		b.t.Fatalf("%s: status %d, want %d: %s", b.address(), got, want, b.text())
	}
}

// tasks are what people do all day, told once and done with each kind of hands.
var tasks = []struct {
	name string
	do   func(t *testing.T, h hands)
}{
	{"sign in", func(_ *testing.T, h hands) {
		goIn(h)
		h.tab().want("Greta")
	}},
	{"register an account, correct it, see it in public, close it", registerAndClose},
	{"import a file", importFile},
	{"search the public register", searchPublic},
}

func goIn(h hands) {
	b := h.tab()
	b.t.Helper()
	b.open("/login")
	h.fill("E-postadress", "greta@granby.example")
	h.fill("Lösenord", webtest.Password)
	b.status(h.press("Logga in"), http.StatusOK)
}

func registerAndClose(t *testing.T, h hands) {
	b := h.tab()
	goIn(h)
	h.press("Konton")
	h.press("Registrera")
	h.fill("Adress", "https://evilfacebook.com/granskolan")
	h.fill("Namn", "Granskolan")
	h.choose("Verksamhet", "Granskolan")
	b.status(h.press("Registrera som öppet"), http.StatusUnprocessableEntity)
	b.want("Det finns problem att rätta")
	h.jump("Adressen ser ut") // the summary leads to the field
	b.wait(`document.activeElement.name === "address"`)
	b.overwrite("https://www.facebook.com/granskolan/")
	if got := eval[string](b, `document.querySelector("[name=address]").value`); got != "https://www.facebook.com/granskolan/" {
		t.Fatalf("the address field holds %q", got)
	}
	if got := eval[string](b, `document.querySelector("[name=name]").value`); got != "Granskolan" {
		t.Errorf("the name that was typed is %q now", got)
	}
	b.status(h.press("Registrera som öppet"), http.StatusOK)
	b.want("Granskolan på Facebook")

	h.press("Visa sidan som invånarna ser")
	b.want("Granskolan")
	b.open("/app/accounts/k0001")
	h.press("Avsluta kontot")
	h.fill("Varför kontot avslutas", "Skolan stänger.")
	h.tick("En sista kopia är tagen")
	h.fill("Var den sista kopian finns", "Kommunarkivet")
	b.status(h.press("Avsluta kontot"), http.StatusOK)
	b.want("Avslutat")
	b.open("/")
	b.want("Avslutat")
}

func importFile(t *testing.T, h hands) {
	b := h.tab()
	file := filepath.Join(t.TempDir(), "konton.csv")
	if err := os.WriteFile(file, []byte("adress;namn;verksamhet\nhttps://www.facebook.com/granskolan;Granskolan;Granskolan\nhttps://www.instagram.com/granhallen;Granhallen;Badhuset\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	goIn(h)
	h.press("Importera")
	h.upload("Fil", "input[type=file]", file)
	b.status(h.press("Läs in filen"), http.StatusOK)
	b.want("Rätta rader")
	h.choose("Verksamhet, rad 3", "Kommunikation")
	b.status(h.press("Kontrollera igen"), http.StatusOK)
	b.status(h.press("Importera 2 konton"), http.StatusOK)
	b.want("2 konton")
	b.open("/")
	b.want("Granhallen")
}

func searchPublic(_ *testing.T, h hands) {
	b := h.tab()
	goIn(h)
	for _, name := range []string{"granskolan", "granhallen"} {
		b.open("/app/accounts/new")
		b.send("/app/accounts", map[string]string{"address": "https://www.facebook.com/" + name, "name": name,
			"unit": eval[string](b, `document.querySelector("[name=unit] option[value]:not([value=''])").value`)})
	}
	b.open("/")
	h.fill("Sök", "granhall")
	h.press("Visa")
	b.want("1 av 2 konton")
	h.press("granhallen")
	b.want("facebook.com/granhallen")
	b.open("/?q=granhall")
	b.status(h.press("English"), http.StatusOK)
	if got := eval[string](b, `document.documentElement.lang`); got != "en" {
		b.t.Errorf("the page is in %q after its English link", got)
	}
}

func TestTasksByKeyboard(t *testing.T) {
	for _, task := range tasks {
		t.Run(task.name, func(t *testing.T) {
			_, b := office(t)
			task.do(t, keyboard{b})
			for _, c := range b.complaints() {
				t.Errorf("the browser complains: %s", c)
			}
		})
	}
}

func TestTasksWithoutScript(t *testing.T) {
	for _, task := range tasks {
		t.Run(task.name, func(t *testing.T) {
			_, b := office(t)
			b.scripts(false)
			task.do(t, mouse{b})
		})
	}
}

func TestSkipLinkLeadsToTheContent(t *testing.T) {
	_, b := office(t)
	goIn(keyboard{b})
	for _, path := range []string{"/", "/app", "/app/accounts"} {
		b.open(path)
		b.reach("Hoppa till")
		b.do(enter)
		b.wait(`document.activeElement.id === "main"`)
		b.key(kb.Tab)
		if !eval[bool](b, `document.querySelector("main").contains(document.activeElement)`) {
			t.Errorf("%s: after the skip link Tab goes to %q, outside of the content", path, b.focused().Name)
		}
	}
}

func TestMenuOnPhonesByKeyboard(t *testing.T) {
	_, b := office(t)
	goIn(keyboard{b})
	b.shape(phone, "light")
	b.open("/app")
	const open = `document.querySelector("#menu").matches(":popover-open")`
	if eval[bool](b, open) {
		t.Fatal("the menu is open from the start")
	}
	b.reach("Meny")
	b.do(enter)
	b.wait(open)
	b.reach("Stäng menyn")
	b.do(enter)
	b.wait("!" + open)
	if f := b.focused(); f.Lost {
		t.Error("the focus is lost when the menu closes")
	}
	b.open("/app")
	b.reach("Meny")
	b.key(" ")
	b.wait(open)
	b.reach("Personer")
	b.key(kb.Escape)
	b.wait("!" + open)
	if f := b.focused(); f.Name != "Meny" {
		t.Errorf("after Escape the focus is on %q, want the menu's button", f.Name)
	}
	b.do(enter)
	b.wait(open)
	if got := (keyboard{b}).press("Personer"); got != http.StatusOK || b.path() != "/app/people" {
		t.Errorf("the menu's link led to %s with status %d", b.path(), got)
	}
}
