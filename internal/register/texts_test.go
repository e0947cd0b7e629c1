package register_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

func publisher() register.Publisher {
	t := &tenant.Tenant{Name: "Björkviks kommun", Slug: "bjorkvik", Website: "https://www.bjorkvik.se", ContactPhone: "0555-10 00 00"}
	return register.Publisher{Tenant: t, Policy: tenant.Policy{PartSentence: tenant.DefaultPartSentence(t)}, ContentURL: "https://kanalkoll.example/bjorkvik/content"}
}

func sheetFor(a register.Account) register.DutySheet {
	s := register.DutySheet{Account: &a}
	for _, key := range []string{"identity", "purpose", "unit_link", "content_link", "secrecy_notice", "contact_ways"} {
		s.Items = append(s.Items, register.DutyItem{Duty: register.Duty{Key: key}})
	}
	if a.Sender == "own_symbol" {
		s.Items = append(s.Items, register.DutyItem{Duty: register.Duty{Key: "part_sentence"}})
	}
	return s
}

func text(list []register.Text, key string) register.Text {
	for _, t := range list {
		if t.Key == key {
			return t
		}
	}
	return register.Text{}
}

func TestProfileTextFitsThePlatform(t *testing.T) {
	a := register.Account{Platform: platform.YouTube, UnitName: "Biblioteken", Purpose: "Läslust åt alla", UnitPage: "https://bjorkvik.se/bibliotek"}
	long := text(publisher().Texts(sheetFor(a), i18n.Swedish), "profile")
	if want := "Officiellt konto för Biblioteken, Björkviks kommun. Läslust åt alla. Skriv inget känsligt här, varken om dig själv eller om andra. " +
		"Gäller det ett ärende, ring 0555-10 00 00. Så hanterar vi det du skriver: https://kanalkoll.example/bjorkvik/content Mer om oss: https://bjorkvik.se/bibliotek"; long.Body != want || long.Left != nil || long.Limit != 1000 {
		t.Errorf("%d of %d, left %v:\n%s\nwant\n%s", long.Count(), long.Limit, long.Left, long.Body, want)
	}
	a.Platform = platform.Instagram
	short := text(publisher().Texts(sheetFor(a), i18n.Swedish), "profile")
	if short.Count() > 150 || !strings.Contains(short.Body, "Björkviks kommun") || !strings.Contains(short.Body, "/bjorkvik/content") || len(short.Left) == 0 {
		t.Errorf("%d of 150, left %v: %s", short.Count(), short.Left, short.Body)
	}
	a.Platform, a.Sender = platform.TikTok, "own_symbol"
	if s := text(publisher().Texts(sheetFor(a), i18n.Swedish), "profile"); s.Count() > 80 || !strings.HasPrefix(s.Body, "En verksamhet inom Björkviks kommun.") {
		t.Errorf("%d of 80: %s", s.Count(), s.Body)
	}
	a.Overarching = true
	if s := text(publisher().Texts(sheetFor(a), i18n.English), "profile"); !strings.Contains(s.Body, "Part of Björkviks kommun.") {
		t.Errorf("in English: %s", s.Body)
	}
}

// Whatever the names are, the text fits and says at least something of whose the account is.
func TestProfileTextAlwaysFits(t *testing.T) {
	names := platform.Names()
	rapid.Check(t, func(rt *rapid.T) {
		p := publisher()
		p.Tenant.Name = rapid.StringN(1, 200, -1).Draw(rt, "name")
		a := register.Account{Platform: rapid.SampledFrom(names).Draw(rt, "platform"), UnitName: rapid.StringN(0, 200, -1).Draw(rt, "unit"),
			Purpose: rapid.StringN(0, 300, -1).Draw(rt, "purpose"), Sender: rapid.SampledFrom([]string{"", "own_symbol"}).Draw(rt, "sender")}
		text := text(p.Texts(sheetFor(a), rapid.SampledFrom(i18n.Languages).Draw(rt, "lang")), "profile")
		if text.Limit > 0 && text.Count() > text.Limit || text.Body == "" {
			rt.Errorf("%d of %d: %q", text.Count(), text.Limit, text.Body)
		}
	})
}

func TestTextsAreThoseThatTheAccountNeeds(t *testing.T) {
	a := register.Account{Platform: platform.Facebook, UnitName: "Biblioteken", ContentPage: "https://bjorkvik.se/innehall", ClosingNotice: "Följ kommunen på Facebook."}
	var keys []string
	list := publisher().Texts(sheetFor(a), i18n.Swedish)
	for _, tx := range list {
		keys = append(keys, tx.Key)
		if strings.Contains(tx.Body, "texts.") || strings.Contains(tx.Body, "<no value>") || tx.Body == "" {
			t.Errorf("%s: %q", tx.Key, tx.Body)
		}
	}
	if want := []string{"profile", "content_link", "secrecy_notice", "contact_ways", "rules", "closing"}; !slices.Equal(keys, want) {
		t.Errorf("texts %v, want %v", keys, want)
	}
	if got := text(list, "content_link").Body; got != "Så hanterar vi det du skriver: https://bjorkvik.se/innehall" {
		t.Errorf("the account's own page: %q", got)
	}
	if got := text(list, "closing").Body; !strings.Contains(got, "Följ kommunen på Facebook.") {
		t.Errorf("closing: %q", got)
	}
	a.CrisisText = "Se krisinformation.se"
	s := sheetFor(a)
	s.Items = append(s.Items, register.DutyItem{Duty: register.Duty{Key: "crisis_pointer"}})
	if got := text(publisher().Texts(s, i18n.Swedish), "crisis_pointer").Body; got != "Se krisinformation.se" {
		t.Errorf("crisis: %q", got)
	}
}
