package demo

import "kanalkoll/internal/identity"

// Everything here is made up: the place, the people and the accounts.

var units = []struct{ name, above string }{
	{"Kultur och fritid", ""}, {"Björkviks bibliotek", "Kultur och fritid"}, {"Ungdomens hus", "Kultur och fritid"},
	{"Barn och utbildning", ""}, {"Bergaskolan", "Barn och utbildning"}, {"Björkviks gymnasium", "Barn och utbildning"},
	{"Vård och omsorg", ""}, {"Samhällsbyggnad", ""}, {"Räddningstjänsten", "Samhällsbyggnad"}, {"Vatten och avfall", "Samhällsbyggnad"},
	{"Näringsliv och turism", ""},
}

var people = []struct {
	name, title, unit, phone string
	role                     identity.Role
}{
	{"Linnea Forsberg", "kommunikatör", "Kommunikation", "0555-10 00 11", identity.Communications},
	{"Amir Haddad", "administratör", "Kommunikation", "0555-10 00 12", identity.Admin},
	{"Sara Lindqvist", "bibliotekarie", "Björkviks bibliotek", "0555-10 00 21", identity.Operations},
	{"Birgitta Åkesson", "arkivarie", "Kommunikation", "0555-10 00 13", identity.Archivist},
	{"Mats Holm", "registrator", "Kommunikation", "0555-10 00 14", identity.Registrar},
	{"Eva Sandell", "revisor", "", "", identity.Reader},
	{"Jonas Ek", "biblioteksassistent", "Björkviks bibliotek", "0555-10 00 22", identity.Operations},
	{"Karin Öhman", "kommunikatör", "Kommunikation", "0555-10 00 15", identity.Communications},
	{"Ingrid Holm", "skolbibliotekarie", "Bergaskolan", "0555-10 00 31", identity.Operations},
	{"Johan Wallin", "brandingenjör", "Räddningstjänsten", "0555-10 00 41", identity.Operations},
	{"Lena Brandt", "enhetschef", "Vård och omsorg", "0555-10 00 51", identity.Operations},
	{"Anna Berg", "turismutvecklare", "Näringsliv och turism", "0555-10 00 61", identity.Operations},
	{"Petter Nyström", "lärare", "Björkviks gymnasium", "0555-10 00 32", identity.Operations},
	{"Tove Ahl", "fritidsledare", "Ungdomens hus", "0555-10 00 23", identity.Operations},
	{"Malin Roos", "rektor", "Barn och utbildning", "0555-10 00 33", identity.Operations},
	{"Rolf Sundin", "driftledare", "Vatten och avfall", "0555-10 00 42", identity.Operations},
	{"Sofia Brink", "fritidsledare", "Ungdomens hus", "0555-10 00 24", ""},
	{"Hanna Sjöberg", "samordnare", "Vård och omsorg", "0555-10 00 52", ""},
	{"Olle Nordin", "brandman", "Räddningstjänsten", "0555-10 00 43", ""},
	{"Yasmin Karimi", "miljöinformatör", "Vatten och avfall", "0555-10 00 44", ""},
	{"Erik Dahl", "näringslivsutvecklare", "Näringsliv och turism", "0555-10 00 62", ""},
}

// alsoFor are units that somebody answers for besides their own.
var alsoFor = map[string]string{"Petter Nyström": "Bergaskolan"}

type account struct {
	platform, handle, name, unit, group, purpose, opened, contact string
	state, closed, reason, notice                                 string // state: "" open, "draft", "closing" or "closed"
}

const (
	news   = "Berätta vad som händer i kommunen och svara på frågor"
	school = "Visa skolans vardag och nå elever och vårdnadshavare"
	events = "Berätta vad som händer hos oss och svara på frågor"
)

var accounts = []account{
	{"facebook", "bjorkvikskommun", "Björkviks kommun", "Kommunikation", "Alla som bor i kommunen", news, "2010-03-15", "Linnea Forsberg", "", "", "", ""},
	{"instagram", "bjorkvikskommun", "Björkviks kommun", "Kommunikation", "Invånare och besökare", news, "2014-05-05", "Linnea Forsberg", "", "", "", ""},
	{"linkedin", "bjorkviks-kommun", "Björkviks kommun", "Kommunikation", "Den som söker jobb hos oss", "Berätta om kommunen som arbetsgivare", "2016-01-18", "Karin Öhman", "", "", "", ""},
	{"youtube", "bjorkvikskommun", "Björkviks kommun", "Kommunikation", "Alla som vill följa fullmäktige", "Sända fullmäktige och visa filmer om kommunen", "2011-09-01", "Karin Öhman", "", "", "", ""},
	{"bluesky", "bjorkvik.example", "Björkviks kommun", "Kommunikation", "Journalister och invånare", news, "2024-11-25", "Linnea Forsberg", "", "", "", ""},
	{"x", "bjorkvik", "Björkviks kommun", "Kommunikation", "Journalister och invånare", news, "2010-06-01", "Linnea Forsberg", "closed", "2024-11-30", "Få följare kvar och ingen som kan bevaka kontot.", "Följ kommunen på Bluesky eller på bjorkvik.example."},
	{"facebook", "bjorkviksbibliotek", "Björkviks bibliotek", "Björkviks bibliotek", "Vuxna låntagare i Björkvik", events, "2011-01-24", "Sara Lindqvist", "", "", "", ""},
	{"instagram", "bjorkviksbibliotek", "Björkviks bibliotek", "Björkviks bibliotek", "Låntagare och läsare", events, "2015-09-07", "Sara Lindqvist", "", "", "", ""},
	{"tiktok", "biblioteketlaser", "Biblioteket läser", "Björkviks bibliotek", "Läsare 13–19 år", "Väcka läslust hos unga", "2023-03-20", "Jonas Ek", "", "", "", ""},
	{"youtube", "sagostundenbjorkvik", "Sagostunden", "Björkviks bibliotek", "Barn och deras vuxna", "Läsa sagor för dem som inte kan komma", "2020-04-14", "Jonas Ek", "", "", "", ""},
	{"facebook", "bjorkvikssimhall", "Björkviks simhall", "Kultur och fritid", "Alla som vill bada", events, "2012-06-01", "Tove Ahl", "", "", "", ""},
	{"facebook", "kulturibjorkvik", "Kultur i Björkvik", "Kultur och fritid", "Alla som är nyfikna på kultur", events, "2013-02-11", "Tove Ahl", "", "", "", ""},
	{"instagram", "kulturibjorkvik", "Kultur i Björkvik", "Kultur och fritid", "Alla som är nyfikna på kultur", events, "2016-08-22", "Tove Ahl", "", "", "", ""},
	{"instagram", "konsthallenvagen", "Konsthallen Vågen", "Kultur och fritid", "Konstpublik", events, "2018-04-09", "", "", "", "", ""},
	{"youtube", "kulturskolanbjorkvik", "Kulturskolan", "Kultur och fritid", "Elever och familjer", "Visa elevernas konserter", "2017-10-02", "Tove Ahl", "", "", "", ""},
	{"instagram", "kvarnenbjorkvik", "Fritidsgården Kvarnen", "Ungdomens hus", "Unga 13–18 år", events, "2017-01-09", "Tove Ahl", "", "", "", ""},
	{"instagram", "ungdomsradetbjorkvik", "Barn- och ungdomsrådet", "Ungdomens hus", "Unga 13–20 år", "Samla ungas frågor till politiken", "2022-10-03", "Tove Ahl", "", "", "", ""},
	{"facebook", "sommarlovbjorkvik", "Sommarlov i Björkvik", "Ungdomens hus", "Barn, unga och deras vuxna", events, "2014-05-26", "Tove Ahl", "closing", "", "Sommarlovet finns numera på kommunens egen sida.", "Följ Björkviks kommun på Facebook."},
	{"facebook", "bergaskolanbjorkvik", "Bergaskolan", "Bergaskolan", "Vårdnadshavare", school, "2013-08-19", "Ingrid Holm", "", "", "", ""},
	{"instagram", "bergaskolan79", "Bergaskolan 7–9", "Bergaskolan", "Elever i årskurs 7–9", school, "2018-08-20", "Ingrid Holm", "", "", "", ""},
	{"instagram", "bergaskolansbibliotek", "Bergaskolans bibliotek", "Bergaskolan", "Elever i årskurs 4–9", "Väcka läslust", "", "Ingrid Holm", "draft", "", "", ""},
	{"instagram", "bjorkviksgymnasium", "Björkviks gymnasium", "Björkviks gymnasium", "Elever och blivande elever", school, "2016-08-15", "Petter Nyström", "", "", "", ""},
	{"youtube", "bjorkviksgymnasium", "Björkviks gymnasium", "Björkviks gymnasium", "Elever i årskurs 9", school, "2018-01-15", "Petter Nyström", "", "", "", ""},
	{"facebook", "bjorkviksgymnasium", "Björkviks gymnasium", "Björkviks gymnasium", "Vårdnadshavare", school, "2011-11-07", "Petter Nyström", "closed", "2026-06-30", "Vårdnadshavare nås bättre i lärplattformen.", "Skolan finns kvar på Instagram."},
	{"facebook", "vuxbjorkvik", "Vuxenutbildningen", "Barn och utbildning", "Vuxna som vill studera", school, "2019-01-14", "", "", "", "", ""},
	{"bluesky", "strandskolan.bjorkvik.example", "Strandskolan", "Barn och utbildning", "Vårdnadshavare", school, "", "Malin Roos", "draft", "", "", ""},
	{"facebook", "traffpunktlinden", "Träffpunkt Linden", "Vård och omsorg", "Äldre i Björkvik och deras närstående", events, "2015-03-02", "Lena Brandt", "", "", "", ""},
	{"facebook", "aldreomsorgenbjorkvik", "Äldreomsorgen i Björkvik", "Vård och omsorg", "Närstående och den som söker jobb", events, "2016-10-10", "Lena Brandt", "", "", "", ""},
	{"instagram", "bjorkvikshemtjanst", "Björkviks hemtjänst", "Vård och omsorg", "Den som söker jobb hos oss", "Visa hur det är att arbeta i hemtjänsten", "2020-02-03", "Lena Brandt", "", "", "", ""},
	{"tiktok", "hemtjanstenbjorkvik", "Hemtjänsten", "Vård och omsorg", "Unga som söker jobb", "Visa hur det är att arbeta i hemtjänsten", "", "Lena Brandt", "draft", "", "", ""},
	{"facebook", "rtjbjorkvik", "Björkviks räddningstjänst", "Räddningstjänsten", "Alla som bor i kommunen", "Förebygga olyckor och berätta vid larm", "2012-11-05", "Johan Wallin", "", "", "", ""},
	{"instagram", "rtjbjorkvik", "Björkviks räddningstjänst", "Räddningstjänsten", "Alla som bor i kommunen", "Förebygga olyckor och visa vardagen på stationen", "2019-06-10", "Johan Wallin", "", "", "", ""},
	{"bluesky", "rtj.bjorkvik.example", "Björkviks räddningstjänst", "Räddningstjänsten", "Journalister och invånare", "Berätta vid larm", "2025-02-10", "Johan Wallin", "", "", "", ""},
	{"x", "rtjbjorkvik", "Björkviks räddningstjänst", "Räddningstjänsten", "Journalister och invånare", "Berätta vid larm", "2011-04-04", "Johan Wallin", "closed", "2025-02-28", "Kontot ersätts av Bluesky.", "Följ räddningstjänsten på Bluesky."},
	{"facebook", "bjorkviksvatten", "Avfall och återbruk", "Vatten och avfall", "Hushåll och fastighetsägare", "Svara på frågor om vatten och sopor", "2015-11-09", "Rolf Sundin", "", "", "", ""},
	{"instagram", "sorterarattbjorkvik", "Sortera rätt", "Vatten och avfall", "Hushåll", "Lära ut hur man sorterar", "2021-09-13", "Rolf Sundin", "", "", "", ""},
	{"facebook", "destinationbjorkvik", "Destination Björkvik", "Näringsliv och turism", "Besökare", "Locka besökare till Björkvik", "2012-05-14", "Anna Berg", "", "", "", ""},
	{"instagram", "destinationbjorkvik", "Destination Björkvik", "Näringsliv och turism", "Besökare", "Locka besökare till Björkvik", "2014-06-02", "Anna Berg", "", "", "", ""},
	{"youtube", "destinationbjorkvik", "Destination Björkvik", "Näringsliv och turism", "Besökare", "Locka besökare till Björkvik", "2016-03-07", "Anna Berg", "", "", "", ""},
	{"linkedin", "naringslivbjorkvik", "Näringsliv Björkvik", "Näringsliv och turism", "Företagare", "Nå företagare med nyheter och stöd", "2017-09-04", "Anna Berg", "", "", "", ""},
	{"tiktok", "besokbjorkvik", "Besök Björkvik", "Näringsliv och turism", "Unga besökare", "Locka besökare till Björkvik", "", "Anna Berg", "draft", "", "", ""},
	{"instagram", "naringslivbjorkvik", "Näringsliv Björkvik", "Näringsliv och turism", "Företagare", "Nå företagare med nyheter och stöd", "", "Anna Berg", "draft", "", "", ""},
}
