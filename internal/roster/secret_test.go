package roster_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"kanalkoll/internal/roster"
)

var secrets = []string{
	"Sommar2024", "Sommar2024!", "hX7!kd92", "P@ssw0rd", "p4ssw0rd", "Tr0ub4dor&3", "CorrectHorseBatteryStaple", "qwerty", "Qwerty123", "hemligt", "password",
	"Kommun123!", "bjorkvik2026", "aB3dE5gH", "xkqzvbnwprtm", "abcdefgh12", "l0senord", "Hej#pådig", "Höst-2024-Örebro9x", "Aa1-Bb2-Cc3",
	"d41d8cd98f00b204e9800998ecf8427e", "550e8400-e29b-41d4-a716-446655440000", "dGhpcyBpcyBhIHNlY3JldA==", "c2VjcmV0IHBhc3N3b3Jk",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "github_pat_11ABCDEFG0", "xoxb-123456789-abcdefgh", "sk_live_abcdefgh", "AKIAIOSFODNN7EXAMPLE",
	"AIzaSyD-abcdefgh", "EAABsbCS1iHgBAO", "-----BEGIN OPENSSH PRIVATE KEY-----", "otpauth://totp/Bjorkvik?secret=JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP", "JBSW Y3DP EHPK 3PXP",
	"lösenord: sommar", "Lösenord:Kommunen", "lösenordet = kommunen", "password=hunden", "pwd: hunden", "pw=hunden", "Lösenordet är hunden", "the password is hunden", "PIN: 12", "kod:4711",
	"kod 4711", "Koden är 4711", "koden till skåpet är 47 11", "pinkod 1234", "PIN 123456", "Kassaskåp, kod 98-76-54", "4711 är koden", "larmkod 8812 hos vakten", "Lösenordet 2024",
	"4711", "123456", "12 34 56", "12345678 87654321", "Reservkoder 12345678 87654321", "1234 5678 9012 3456",
	"a1b2c-d3e4f", "a1b2-c3d4-e5f6", "abcd efgh ijkl mnop", "Keepass, och annars hX7!kd92", "Ring Kim som vet att det är Sommar2024 som gäller", "Keepass (Sommar2024)",
	"https://kim:hunden@vault.bjorkvik.se", "https://vault.bjorkvik.se/?token=abc", "Ｓｏｍｍａｒ２０２４", "Som\u200bmar2024", "lösen\u00adord: hunden",
}

var places = []string{
	"", "Keepass i kommunikation", "KeePass", "KeePassXC på kommunikation", "1Password, valvet Sociala medier", "1Passwords valv", "Kassaskåp rum B214", "Kassaskåpet i rum B 214", "Bitwarden", "Vaultwarden",
	"Passbolt (K-nät)", "IT-avdelningens Delinea", "LAPS-skåpet plan 3", "LastPass", "NordPass Business", "Dashlane", "CyberArk", "HashiCorp Vault", "Proton Pass", "Microsoft365", "Office 365",
	"Kommunens lösenordsvalv", "Lösenordsvalvet", "Lösenordshanteraren hos IT", "Lösenordet är i kassaskåpet", "Lösenordet är sparat i Bitwarden", "Kuvert hos rektor", "Säkerhetsskåp 3, arkivet", "Kassaskåp3",
	"Pärmen i kassaskåpet hos kanslichefen", "vault.bjorkvik.se", "https://vault.bjorkvik.se/sociala-medier", `\\server\gemensam\keepass.kdbx`, "keepass.kdbx", "SharePoint", "OneDrive", "iCloud-nyckelring",
	"Nyckelring på kontoret", "Bibliotekets valv, hylla 12", "Rum 2140", "Kassaskåp rum 2140, koden hos kanslichefen", "Kodlås hos vakten", "Administratör", "Redaktör", "Sidadministratör (full kontroll)", "Annonsör", "Full control",
	"Page admin", "Editor", "Vardagar 8–16", "Vardagar 08.00–16.30", "Vardagar 8-16, helger 10-14", "Vardagar 08:00–16:00, jour 019-21 10 00", "Dygnet runt", "Weekdays 8 am to 4 pm", "Mån–fre 8–17, lör 10–14",
	"Kommunikationsavdelningen", "Samhällsbyggnadsförvaltningen", "Kultur- och fritidsförvaltningens lösenordsskåp", "Barn- och utbildningsförvaltningen", "skriv till it@bjorkvik.se", "IT:s kassaskåp", "H&M", "Hos Ann-Charlotte Gyllenhammar-Wrangel",
	"Världsstjärnans skåp", "Yrkesskicklighet", "Västkuststiftelsen", "Industrisamhällsspråk", "Rumsknappen", "Jour hela veckan", "Efter 2026-06-03", "Jul och nyår 2026", "Åke Wennström", "Skåp 12 B", "Keepass sedan juni 2026",
}

func TestSecretsAreRefusedAndPlacesTaken(t *testing.T) {
	for _, s := range secrets {
		if !roster.LooksLikeSecret(s) {
			t.Errorf("%q was taken", s)
		}
	}
	for _, s := range places {
		if roster.LooksLikeSecret(s) {
			t.Errorf("%q was refused", s)
		}
	}
}

func classes(s string) int {
	n := 0
	for _, is := range []func(rune) bool{unicode.IsLower, unicode.IsUpper, unicode.IsDigit, func(r rune) bool { return strings.ContainsRune("!#$%*?=", r) }} {
		if strings.ContainsFunc(s, is) {
			n++
		}
	}
	return n
}

// What a password manager makes is refused, alone and within a sentence, in whatever case its neighbours are.
func TestMadePasswordsAreRefusedAnywhere(t *testing.T) {
	made := rapid.StringMatching(`[A-Za-z0-9!#$%*?=]{9,40}`).Filter(func(s string) bool {
		return classes(s) >= 3 && strings.ContainsFunc(s, unicode.IsDigit)
	})
	hex := rapid.StringMatching(`[0-9a-f]{16,64}`).Filter(func(s string) bool { return classes(s) == 2 })
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.OneOf(made, hex).Draw(rt, "secret")
		place := rapid.SampledFrom(places).Draw(rt, "place")
		for _, text := range []string{s, place + " " + s, s + " " + place, place + ", " + s + ".", "(" + s + ") " + place, "\n" + s + "\t"} {
			if !roster.LooksLikeSecret(text) {
				rt.Fatalf("%q was taken", text)
			}
		}
	})
}

// Places in a sentence are places.
func TestPlacesBesideEachOtherAreTaken(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom(places[:24]).Draw(rt, "a") + " och " + rapid.SampledFrom(places[:24]).Draw(rt, "b")
		if roster.LooksLikeSecret(text) {
			rt.Fatalf("%q was refused", text)
		}
	})
}

func FuzzLooksLikeSecret(f *testing.F) {
	for _, s := range append(secrets, places...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if roster.LooksLikeSecret(s) && !roster.LooksLikeSecret(" "+s+" ") {
			t.Errorf("space around %q makes it no secret", s)
		}
	})
}
