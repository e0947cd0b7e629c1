package page

// The style guide's sample content is data, as a municipality would have it, and therefore in one language. It
// names no real municipality and no real person.

var guideHead = Head{
	H1:     "Formspråk",
	Crumbs: []Link{{Label: "Kanalkoll", Href: "#"}, {Label: "Björkviks bibliotek", Href: "#"}},
	States: []State{
		{Kind: Late, Text: "4 försenade"}, {Kind: Returned, Text: "1 återlämnad"}, {Kind: Review, Text: "9 att granska"},
		{Kind: Due, Text: "12 att göra till 15\u00a0okt."}, {Text: "290 av 417 tillfällen godkända"}, {Text: "facebook.com/bjorkviksbibliotek", Href: "#"},
	},
	Next: &Next{
		Text:        "Granska den äldsta: Konsthallen Vågen, Instagram, september",
		Note:        "Inkom 1\u00a0okt. och har väntat 8 arbetsdagar. Målet är 10.",
		ActionLabel: "Granska nästa", ActionHref: "#",
	},
	Problems: guideProblems,
}

var guideProblems = Problems{
	{Name: "name", FieldID: "name", Text: "Skriv kontots namn"},
	{Name: "routine", FieldID: "routine", Text: "Skriv vad ni gör när någon blir sjuk"},
	{Name: "role", FieldID: "role", Text: "Välj en uppgift"},
	{Name: "opened", FieldID: "opened", Text: "Skriv ett datum som finns i kalendern"},
	{Text: "Filen kunde inte läsas"},
}

var guideOptions = []Option{{Value: "a", Label: "Ansvarig"}, {Value: "b", Label: "Bevakar"}, {Value: "c", Label: "Ersättare"}}

var guideHinted = []Option{
	{Value: "day", Label: "Inom ett dygn på vardagar", Hint: "Så har kommunen lovat."},
	{Value: "own", Label: "Snabbare, vi anger själva"},
}

var guideSelect = Field{
	Name: "unit", Label: "Verksamhet", Value: "2", Options: []Option{{Value: "", Label: "Alla (9)"}},
	Groups: []OptionGroup{
		{Label: "Kultur och fritid", Options: []Option{{Value: "1", Label: "Björkviks bibliotek"}, {Value: "2", Label: "Konsthallen Vågen"}}},
		{Label: "Barn och utbildning", Options: []Option{{Value: "3", Label: "Bergaskolan"}}},
	},
}

var (
	guideSearch   = Field{Name: "q", Label: "Sök konto", Type: "search"}
	guideYear     = Field{Name: "fy", Label: "År", Options: []Option{{Value: "2026", Label: "2026"}, {Value: "2025", Label: "2025"}}}
	guidePlatform = Field{Name: "fp", Label: "Plattform", Options: []Option{{Label: "Alla (7)"}, {Value: "instagram", Label: "Instagram"}}}
	guideState    = Field{Name: "fs", Label: "Visa", Options: []Option{{Label: "Alla konton"}, {Value: "odd", Label: "Bara avvikelser"}}}

	guideText     = Field{Name: "title", Label: "Rubrik", Hint: "Så som den syns för invånarna.", Value: "Björkviks bibliotek"}
	guideError    = Field{Name: "name", Label: "Kontots namn", Hint: "Till exempel bjorkviksbibliotek", Problems: guideProblems}
	guideEmail    = Field{Name: "email", Label: "E-post", Type: "email", Autocomplete: "email", Optional: true}
	guidePassword = Field{Name: "password", Label: "Lösenord", Type: "password"}
	guideDate     = Field{Name: "due", Label: "Senast", Type: "date", Value: "2026-10-15"}
	guideParts    = Field{Name: "opened", Label: "När öppnades kontot?", Hint: "Till exempel 24 1 2011", Value: "2011-13-24", Problems: guideProblems}
	guideArea     = Field{Name: "purpose", Label: "Syfte", Rows: 4, Max: 2000, Value: "Berätta vad som händer på biblioteken och svara på frågor."}
	guideAreaBad  = Field{Name: "routine", Label: "Vad gör ni när någon blir sjuk?", Hint: "Två meningar räcker.", Problems: guideProblems}
	guideRadios   = Field{Name: "speed", Label: "Hur snabbt svarar ni på frågor?", Options: guideHinted, Value: "day"}
	guideInline   = Field{Name: "role", Label: "Uppgift", Options: guideOptions, Inline: true, Problems: guideProblems}
	guideChecks   = Field{Name: "tasks", Label: "Uppgifter", Options: guideOptions, Values: []string{"a", "c"}}
	guideCheck    = Field{Name: "public", Label: "Visa kontot för invånarna", Hint: "Avslutade konton visas också.", Checked: true}
	guideConfirm  = Field{Name: "sure", Label: "Jag har meddelat följarna"}
	guideFile     = Field{Name: "file", Label: "Fil", Hint: "CSV eller XLSX, högst 10\u00a0MB", Accept: ".csv,.xlsx"}
)

var guideTasks = []TaskGroup{
	{ID: "why", Title: "Varför", Done: "2 av 2 klara", Tasks: []Task{
		{Number: 1, Title: "Beskriv syftet", Href: "#", Hint: "Varför kontot ska finnas.", Kind: Done},
		{Number: 2, Title: "Sätt mål", Href: "#", Hint: "Vad ni vill uppnå och hur det märks.", Kind: Done},
	}},
	{ID: "people", Title: "Människor och tid", Done: "0 av 3 klara", Tasks: []Task{
		{
			Number: 3, Title: "Ordna bevakning", Href: "#", Hint: "Vilka som bevakar kontot, och vem som täcker.", Kind: Returned,
			Comment: "Bara Ingrid Holm står som bevakare. Lägg till en person till.", CommentWho: "Linnea Forsberg, 12\u00a0okt.\u00a02026",
		},
		{Number: 4, Title: "Planera för kris", Href: "#", Hint: "Om kontot används i en kris.", Kind: Going},
		{Number: 5, Title: "Meddela start", Hint: "Kan göras när punkt 4 är klar.", Kind: Blocked},
	}},
}

var guideTrack = [][]TrackPart{
	{{"1", Done}, {"2", Done}},
	{{"3", Returned}, {"4", Going}, {"5", Fresh}},
	{{"6", Fix}, {"7", Double}},
}

const guideTrackText = "2 av 7 punkter klara. Punkt 3 är återlämnad, 4 pågår, 5 är inte påbörjad, 6 ska rättas och 7 är en dubblett."

var guideRows = []Row{
	{Term: "Verksamhet", Value: "Björkviks bibliotek", Act: Link{Label: "Ändra", Href: "#", Hidden: "verksamhet"}},
	{Term: "Målgrupp", Value: "Vuxna låntagare i Björkvik"},
	{Term: "I en kris"},
}

var guideReadings = []Reading{
	{Label: "Öppna konton", Value: "40", Note: "5 på väg in, 1 på väg ut", Spoken: "40 öppna, 5 på väg in, 1 på väg ut", Parts: []Part{{Open, 38}, {Review, 5}, {Due, 1}}},
	{Label: "Bevakade i dag", Value: "39", Of: "av 40", Note: "1 konto har bara en person", Spoken: "39 täckta, 1 med en person", Parts: []Part{{Covered, 39}, {Thin, 1}}},
	{Label: "Septembers arkiv godkänt", Value: "24", Of: "av 34", Note: "6 att granska, 3 försenade", Spoken: "24 godkända, 6 att granska, 1 återlämnad, 3 försenade", Parts: []Part{{Accepted, 24}, {Review, 6}, {Returned, 1}, {Late, 3}}},
	{Label: "Profiler som uppfyller kraven", Value: "0", Of: "av 0", Note: "Inga konton än", Spoken: "inga konton", Parts: []Part{{Met, 0}}},
}

var guideMonths = func() []Col {
	var cols []Col
	for i, m := range []string{"jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"} {
		cols = append(cols, Col{Label: m, Now: i == 9})
	}
	return cols
}()

var guideWeeks = func() []Col {
	var cols []Col
	for i, w := range []string{"42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53"} {
		cols = append(cols, Col{Label: w, Spoken: "vecka " + w, Now: i == 0})
	}
	return cols
}()

// guideCells reads one letter per month.
func guideCells(letters string) []Cell {
	kinds := map[rune]Kind{'g': Accepted, 'f': Late, 'r': Returned, 'v': Review, 'd': Due, 'u': Waived, 'p': Planned}
	var cells []Cell
	for _, l := range letters {
		c := Cell{Kind: kinds[l]}
		switch c.Kind {
		case Late, Returned, Review, Due:
			c.Href = "#"
		}
		cells = append(cells, c)
	}
	return cells
}

var guideHeat = Twelve{
	LabelledBy: "heat", RowHead: "Konto", Cols: guideMonths,
	Groups: []Band{
		{Title: "Kultur och fritid", Rows: []BandRow{
			{Name: "Björkviks simhall", Note: "Facebook", Href: "#", Cells: guideCells("gggggguggfdpp")[:12]},
			{Name: "Konsthallen Vågen", Note: "Instagram", Href: "#", Cells: guideCells("ggggggggvppp")},
			{Name: "Kulturskolan", Note: "YouTube", Href: "#", Cells: guideCells("     g     p")},
		}},
		{Title: "Räddningstjänsten", Rows: []BandRow{
			{Name: "Björkviks räddningstjänst", Note: "Instagram", Href: "#", Cells: guideCells("ggggggggrdpp")},
		}},
	},
}

var guideHeatLegend = []LegendItem{{Kind: Late}, {Kind: Returned}, {Kind: Review}, {Kind: Due}, {Kind: Accepted}, {Kind: Waived}, {Kind: Planned}, {Text: "Tom ruta: inget tillfälle"}}

var guideUnits = func() Twelve {
	cells := make([]Cell, 12)
	for i := range cells {
		cells[i] = Cell{Kind: Covered}
	}
	cells[2] = Cell{Kind: Thin, Text: "1", Spoken: "Björkviks bibliotek vecka 44: 1 konto med en person", Href: "#"}
	cells[10] = Cell{Kind: Gap, Text: "12", Spoken: "Björkviks bibliotek vecka 52: 12 konton utan bevakning", Href: "#"}
	return Twelve{LabelledBy: "units", RowHead: "Verksamhet", Cols: guideWeeks, Groups: []Band{{Rows: []BandRow{{Name: "Björkviks bibliotek", Cells: cells}}}}}
}()

// guideDays repeats a day over twelve weeks, with a week of none and one of rest.
func guideDays(day, gap Day, spoken string) []Cell {
	cells := make([]Cell, 12)
	for i := range cells {
		d := day
		if i == 2 {
			d = DayOne
			if day == DayHere {
				d = DayAway
			}
		}
		cells[i] = Cell{Spoken: spoken, Days: []Day{d, d, d, d, d}}
	}
	cells[10].Days = []Day{day, day, gap, DayRest, DayRest}
	return cells
}

var guideCoverage = Twelve{
	LabelledBy: "coverage", RowHead: "Person", HideHead: true, Cols: guideWeeks,
	Groups: []Band{{Rows: []BandRow{
		{Name: "Bevakning", Cells: guideDays(DayTwo, DayNone, "minst två personer")},
		{Name: "Sara Lindqvist", Note: "ansvarig", Person: true, Cells: guideDays(DayHere, DayAway, "på plats")},
	}}},
}

var guideQueue = []QueueItem{
	{Title: "Konsthallen Vågen", Line: "Instagram, september", Meta: "1\u00a0okt.\u00a02026, 3 filer, 48\u00a0MB", Act: Link{Label: "Granska", Href: "#"}},
	{Title: "Biblioteket läser", Line: "TikTok, september", Meta: "6\u00a0okt.\u00a02026, 1 fil, 1,4\u00a0GB", Act: Link{Label: "Granska", Href: "#"}},
}

var guideEvents = []Event{
	{When: "i dag 8.42", Datetime: "2026-10-13T08:42", Text: "Johan Wallin lämnade in oktobers ögonblicksbild."},
	{When: "9 okt. 2026", Datetime: "2026-10-09", Text: "Sara Lindqvist anmälde ledighet 23 dec.–8 jan."},
}

var guideImport = []ImportValue{
	{Value: "@bjorkvikskommun"},
	{Value: "hösten 2011", Kind: Fix, Message: "Datumet går inte att läsa. Skriv år-månad-dag.", Control: Input(Field{Name: "r3", Label: "Öppnat, rad 3", HideLabel: true})},
	{
		Value: "@bjorkviksbibliotek", Kind: Double, Message: "Finns redan i registret, samma uppgifter.",
		Control: Select(Field{Name: "r12", Label: "Rad 12", HideLabel: true, Options: []Option{{Label: "Hoppa över raden"}, {Value: "update", Label: "Uppdatera kontot"}}}),
	},
}

var guideFiles = []File{
	{Name: "facebook-oktober.zip", Size: "48\u00a0MB", State: "Mottagen, kontrollsumma räknad", Remove: "#"},
	{Name: "film.mp4", Size: "612\u00a0MB", State: "62 av 612\u00a0MB. Överföringen bröts.", Resume: "#", Remove: "#"},
}

var guideUndo = Undo{
	Happens: []string{"Invånarna ser att kontot är avslutat.", "Påminnelserna om arkivering upphör."},
	Stays:   []string{"Arkivet och historiken."},
	Action:  "#", Act: "Avsluta kontot", Back: Link{Label: "Tillbaka till kontot", Href: "#"},
}

var guideClashes = []Clash{{Label: "Syfte", Theirs: "Svara på frågor.", Yours: "Berätta vad som händer."}, {Label: "Målgrupp", Yours: "Vuxna låntagare"}}

// Titles and loose sentences of the guide. A title is the component's name in the code.
var guideTitles = map[string]string{
	"status": "Status", "buttons": "Button, NamedButton, LinkButton, PostButton", "fields": "Input, Textarea, Select, Radios, Checks, Check, DateParts, FileInput",
	"filters": "FilterBar", "tasklist": "TaskList", "track": "Track", "facts": "Summary", "table": "SortHead", "readings": "Readings",
	"heat": "TwelveTable, arkivåret", "units": "TwelveTable, enheter och veckor", "coverage": "TwelveTable, bevakning", "queue": "Queue", "line": "Timeline",
	"steps": "Stepper", "import": "ImportCell", "files": "FileList", "pages": "Pagination", "notes": "Note, Flash, EmptyState, FinalAct", "confirm": "ConfirmPage",
	"copy": "CopyText", "conflict": "ConflictView", "answer": "Answer",
}

var guideWords = map[string]string{
	"save": "Spara uppgifterna", "close": "Spara och stäng", "submit": "Lämna in oktober", "remove": "Ta bort", "whom": "Karin Öhman",
	"comment": "Hon är ledig vecka 44 och över jul.", "who": "Linnea Forsberg, 12\u00a0okt.\u00a02026", "flash": "Punkt 10 är sparad.",
	"empty": "Här kommer enhetens konton.", "begin": "Lägg till ett konto", "take": "De 22 klara raderna tas in.", "import": "Importera 22 konton",
	"copy": "Det du skriver här blir en allmän handling.", "name": "Namn", "platform": "Plattform", "accounts": "Konton", "row": "Björkviks bibliotek",
	"handle": "bjorkviksbibliotek", "closed": "Björkviks kommun", "search": "Välj vad kartan visar", "col1": "Konto", "col2": "Öppnat", "col3": "Adress",
	"answer_yes": "Ja, kontot är kommunens.", "answer_was": "Kontot var kommunens, men är avslutat sedan 30\u00a0nov.\u00a02024.", "answer_unk": "Vi känner inte till kontot.",
	"asked": "https://www.instagram.com/bjorkvikskommun/", "person": "Linnea Forsberg", "when": "i dag 8.42",
}

var guideSteps = []string{"Välj fil", "Para ihop kolumner", "Rätta rader", "Importerat"}

func guidePage(int) string { return "#" }

// guideSec gives the head of a part.
func guideSec(id string) Sec { return Sec{ID: id, Title: guideTitles[id]} }
