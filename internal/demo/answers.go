package demo

import (
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
)

// theme is what accounts of one kind have in common in their answers.
type theme struct {
	assignment, goal, measure, message, why, hours, illness, secrecy, marketing string
}

var themes = map[string]theme{
	"Kommunikation": {"Kommunikationschefen, i kanalplanen för 2026", "Fler ska veta vad kommunen gör och vart de vänder sig med frågor.",
		"Andelen som känner sig informerade i medborgarundersökningen", "Beslut som märks i vardagen, evenemang, driftstörningar och lediga jobb",
		"Många av dem som bor här följer oss redan och frågar där de är.", "8", "Vi är fyra i laget. Den som har jour läser allt, också när någon är sjuk.",
		"Den som skriver om sitt eget ärende hänvisas till kontaktcenter, och kommentaren döljs.", "Länk i sidfoten på webbplatsen och i alla nyhetsbrev"},
	"Björkviks bibliotek": {"Bibliotekschefen, på arbetsplatsträffen i augusti", "Fler ska låna och komma till våra program.", "Lån och besökare per kvartal",
		"Boktips, öppettider, författarbesök och läsecirklar", "Våra låntagare delar boktips där, och det går lätt att visa böcker i bild.", "4",
		"Den som öppnar biblioteket ser vem som saknas och tar över bevakningen den dagen.", "Vi skriver aldrig om vad någon lånar. Frågor om lån tar vi vid disken eller på telefon.",
		"Skylt i entrén, bokmärken och en länk på bibliotekets webbplats"},
	"Bergaskolan": {"Rektor, på ledningsmötet den 3 september", "Elever ska få lust att läsa, och hemmen ska veta vad som händer.", "Lånen i skolbiblioteket, jämfört med förra terminen",
		"Boktips från elever, skolans dagar och vad som är på gång i biblioteket", "Eleverna och deras vuxna finns där på kvällarna, när de väljer vad de ska läsa.", "2",
		"Expeditionen ser vem som är sjuk och säger till kollegan, som läser kommentarerna samma dag.", "Vi tar inga bilder där elever går att känna igen och skriver inga namn.",
		"Affischer i korridorerna, skolans webbplats och veckobrevet"},
	"Vård och omsorg": {"Förvaltningschefen, beslut i juni", "Fler ska söka jobb hos oss, och närstående ska veta vad som händer.", "Antalet ansökningar som nämner kontot",
		"Vardagen på jobbet, aktiviteter och lediga tjänster", "De vi vill nå letar jobb i telefonen och delar sådant som kollegor visar.", "3",
		"Samordnaren ser schemat varje morgon och flyttar bevakningen.", "Vi visar aldrig brukare. Den som berättar om sin vård får svar på telefon, och kommentaren döljs.",
		"Annonser om lediga jobb, mässor och kommunens jobbsida"},
	"Räddningstjänsten": {"Räddningschefen, i handlingsprogrammet", "Färre bränder i hemmet, och lugna invånare när det larmar.", "Sålda brandvarnare under kampanjveckorna",
		"Brandskydd i hemmet, eldningsförbud och vad som hänt efter ett larm", "Folk undrar direkt när de hör sirener, och svaret når dem snabbast där.", "5",
		"Styrkeledaren på passet tar över, och det står i jourlistan.", "Vi skriver aldrig vem som drabbats eller exakt var i ett hem.", "På bilarna, vid öppet hus och på kommunens webbplats"},
	"Näringsliv och turism": {"Näringslivschefen, i verksamhetsplanen", "Fler besök och fler företag som vet vilket stöd som finns.", "Klick vidare till bokning och företagslots",
		"Sevärdheter, evenemang, företagsfrukostar och stöd att söka", "Den som planerar en resa eller följer branschen letar där först.", "4",
		"Turistbyrån har öppet varje dag och läser kommentarerna när någon är borta.", "Frågor om tillstånd och tillsyn hänvisas till handläggaren.", "Broschyrer, skyltar vid infarterna och besökssidan"},
}

// usual stands where a unit has no theme of its own.
var usual = theme{"Enhetschefen, på planeringsdagen i våras", "De vi finns till för ska veta vad vi gör och kunna fråga.", "Frågor och svar per månad",
	"Det som händer hos oss, öppettider och svar på vanliga frågor", "De vi vill nå finns där och slipper leta på flera ställen.", "3",
	"Vi säger till i arbetslaget på morgonen, och den andra tar över samma dag.", "Uppgifter om enskilda hör inte hemma i kontot. Vi döljer dem och ringer upp.",
	"Skyltar hos oss och en länk på kommunens webbplats"}

func themeOf(unit string) theme {
	switch unit {
	case "Björkviks gymnasium", "Barn och utbildning":
		unit = "Bergaskolan"
	}
	if t, ok := themes[unit]; ok {
		return t
	}
	return usual
}

func text(s string) checklist.Value { return checklist.Value{Text: s} }
func yes(why string) checklist.Value {
	return checklist.Value{Text: "yes", Reason: why}
}

func no(why string) checklist.Value {
	return checklist.Value{Text: "no", Reason: why}
}

func those(list ...checklist.Who) checklist.Value { return checklist.Value{People: list} }

func doing(role string, w checklist.Who) checklist.Who {
	w.Role = role
	return w
}

// startupAnswers are what the unit answers in the account's startup checklist. By is responsible, with steps in.
func startupAnswers(x account, by, with checklist.Who, today clock.Date) map[string]checklist.Fields {
	t := themeOf(x.unit)
	kind := "page"
	switch x.platform {
	case "instagram", "tiktok":
		kind = "business"
	case "youtube":
		kind = "channel"
	}
	first, _, _ := strings.Cut(with.Name, " ")
	return map[string]checklist.Fields{
		"purpose":      {"purpose": text(x.purpose), "assignment": text(t.assignment)},
		"goal":         {"goal": text(t.goal), "measure": text(t.measure)},
		"message":      {"message": text(t.message), "agreement": yes("Vi läser webbplatsen innan vi skriver och ändrar där först."), "collision": text("Kommunens egna konton skriver ibland om samma sak. Då delar vi deras inlägg.")},
		"target_group": {"target_group": text(x.group), "language": text("sv")},
		"channel":      {"name": text(x.name), "why_channel": text(t.why)},
		"account_kind": {"kind": text(kind)},
		"terms":        {"read_on": text(today.AddDays(-9).String()), "read_by": those(by), "note": text("Plattformen får använda det vi lägger ut. Vi lägger bara ut egna bilder.")},
		"technology": {"it_help": no("Telefonen och apparna finns redan."), "functions": text("Inlägg, kommentarer och händelser"),
			"login_access": those(by, with), "login_place": text("Kommunens lösenordshanterare, mappen " + x.unit)},
		"resources": {"hours": text(t.hours), "people": those(by, with), "enough": yes("Tiden är inlagd i schemat.")},
		"monitoring": {"monitors": those(doing("responsible", by), doing("cover", with)), "answer_time": text("day"),
			"illness": text(t.illness)},
		"sender": {"sender": text("logotype"), "unit_page": text(unitPage(x.unit)), "page_updated": yes("Sidan gicks igenom den här veckan.")},
		"risks":  {"secrecy": yes(t.secrecy), "personal_data": yes("Namn och bild på den som kommenterar."), "other_law": text("Upphovsrätt och dataskydd"), "measures": text("Två tittar på bilder innan de läggs ut.")},
		"records": {"registration": text("Klagomål och synpunkter mejlas till registratorn samma dag."), "disposal": text("Hälsningar och tack gallras efter två år, enligt kommunens beslut."),
			"archiving": text(first + " sparar hela kontot i april och i oktober."), "unsuitable": text("Skärmbild, dölj, och säg till chefen. Hot polisanmäls.")},
		"crisis":      crisisAnswer(x),
		"marketing":   {"marketing": text(t.marketing)},
		"information": {"content_page": text(contentPage), "contact_page": text(website + "/kontakt"), "all_information": yes("")},
		"notice":      {"review_on": text(today.AddDays(330).String()), "closing": text("Ett inlägg fyra veckor innan, med en länk till webbplatsen. Kommunikation får veta i Kanalkoll.")},
	}
}

// crisisAnswer: the municipality's own accounts and the rescue service speak in a crisis, all others point to them.
func crisisAnswer(x account) checklist.Fields {
	if x.unit != "Kommunikation" && x.unit != "Räddningstjänsten" {
		return checklist.Fields{"use": text("unused"), "pointer": text("Vid en kris: följ Björkviks kommun på Facebook och läs på www.bjorkvik.example.")}
	}
	return checklist.Fields{"use": text("used"), "how": text("Korta lägesbesked som länkar till webbplatsen"),
		"relation": text("Webbplatsen är först. Kontot upprepar det som står där."), "backup": text("Krisledningens kommunikatörer går skift om åtta timmar.")}
}

// legalAnswers are a part of the legal checklist.
func legalAnswers() map[string]checklist.Fields {
	return map[string]checklist.Fields{
		"task":         {"clear": yes("Bibliotekslagen säger att vi ska främja läsning. Kontot gör det.")},
		"requirements": {"analysed": yes("Inloggning i två steg, bara arbetets telefoner, och kommentarer går att dölja.")},
		"supervision":  {"estimated": yes("Två gånger om dagen på vardagar, en gång på helger.")},
		"own_terms":    {"read": no("Vi väntar på svar från juristen om hur bilder får användas.")},
		"handling":     {"routine": yes("Rutinen gäller alla bibliotekets konton.")},
	}
}

// routine is the evidence at the legal checklist's point about official documents.
const routine = `Björkviks bibliotek: allmänna handlingar i sociala medier

1. Den som har disken läser kommentarer och meddelanden klockan 9 och 15.
2. Det som hör till ett ärende mejlas till registratorn samma dag.
3. Begär någon ut något, ring registratorn.
4. Kontot sparas i april och oktober i kommunarkivets mapp.
`
