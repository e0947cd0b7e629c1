package demo

import "kanalkoll/internal/checklist"

// checklistCase says how far an account's checklist has come, and who answered and handed it in.
type checklistCase struct {
	name             checklist.Name
	platform, handle string
	by, with         string // with is the second of the two who watch and sign in, and answers some points where they may
	until            stage
	number           string // in the diary
}

// stage is where a checklist of the demo stands.
type stage int

const (
	begun     stage = iota // a third of the points answered
	nearly                 // all but the last three
	submitted              // waits for review
	returned               // sent back with a comment
	approved
)

// The order is that of the work: what waits for review has waited the longest first.
var cases = []checklistCase{
	{checklist.Startup, "facebook", "bjorkvikskommun", "Karin Öhman", "Linnea Forsberg", approved, "KS 2026/301"},
	{checklist.Startup, "instagram", "bjorkvikskommun", "Karin Öhman", "Linnea Forsberg", approved, "KS 2026/302"},
	{checklist.Startup, "linkedin", "bjorkviks-kommun", "Karin Öhman", "Linnea Forsberg", approved, "KS 2026/303"},
	{checklist.Startup, "youtube", "bjorkvikskommun", "Karin Öhman", "Linnea Forsberg", approved, "KS 2026/304"},
	{checklist.Startup, "facebook", "bjorkviksbibliotek", "Sara Lindqvist", "Jonas Ek", approved, "KS 2026/318"},
	{checklist.Startup, "instagram", "bjorkviksbibliotek", "Sara Lindqvist", "Jonas Ek", approved, "KS 2026/319"},
	{checklist.Startup, "tiktok", "biblioteketlaser", "Jonas Ek", "Sara Lindqvist", approved, "KS 2026/320"},
	{checklist.Startup, "instagram", "kvarnenbjorkvik", "Tove Ahl", "Sofia Brink", approved, "KS 2026/333"},
	{checklist.Startup, "instagram", "ungdomsradetbjorkvik", "Tove Ahl", "Sofia Brink", approved, ""},
	{checklist.Startup, "facebook", "bergaskolanbjorkvik", "Ingrid Holm", "Petter Nyström", approved, "KS 2026/340"},
	{checklist.Startup, "instagram", "bergaskolan79", "Ingrid Holm", "Petter Nyström", approved, "KS 2026/341"},
	{checklist.Startup, "instagram", "bjorkviksgymnasium", "Petter Nyström", "Malin Roos", approved, ""},
	{checklist.Startup, "youtube", "bjorkviksgymnasium", "Petter Nyström", "Malin Roos", approved, ""},
	{checklist.Startup, "facebook", "traffpunktlinden", "Lena Brandt", "Hanna Sjöberg", approved, "KS 2026/352"},
	{checklist.Startup, "facebook", "aldreomsorgenbjorkvik", "Lena Brandt", "Hanna Sjöberg", approved, "KS 2026/353"},
	{checklist.Startup, "facebook", "rtjbjorkvik", "Johan Wallin", "Olle Nordin", approved, "KS 2026/360"},
	{checklist.Startup, "instagram", "rtjbjorkvik", "Johan Wallin", "Olle Nordin", approved, "KS 2026/361"},
	{checklist.Startup, "facebook", "bjorkviksvatten", "Rolf Sundin", "Yasmin Karimi", approved, ""},
	{checklist.Startup, "facebook", "destinationbjorkvik", "Anna Berg", "Erik Dahl", approved, "KS 2026/377"},
	{checklist.Startup, "instagram", "destinationbjorkvik", "Anna Berg", "Erik Dahl", approved, "KS 2026/378"},
	{checklist.Startup, "linkedin", "naringslivbjorkvik", "Anna Berg", "Erik Dahl", approved, ""},
	{checklist.Startup, "tiktok", "besokbjorkvik", "Anna Berg", "Erik Dahl", approved, "KS 2026/405"},
	{checklist.Startup, "instagram", "bergaskolansbibliotek", "Ingrid Holm", "Petter Nyström", returned, "KS 2026/412"},
	{checklist.Startup, "tiktok", "hemtjanstenbjorkvik", "Lena Brandt", "Hanna Sjöberg", submitted, ""},
	{checklist.Startup, "bluesky", "strandskolan.bjorkvik.example", "Malin Roos", "Ingrid Holm", submitted, ""},
	{checklist.Startup, "instagram", "naringslivbjorkvik", "Anna Berg", "Erik Dahl", begun, ""},
	{checklist.Startup, "youtube", "sagostundenbjorkvik", "Sara Lindqvist", "Jonas Ek", nearly, ""},
	{checklist.Startup, "bluesky", "rtj.bjorkvik.example", "Johan Wallin", "Olle Nordin", begun, ""},
	{checklist.Startup, "instagram", "sorterarattbjorkvik", "Rolf Sundin", "Yasmin Karimi", nearly, ""},
	{checklist.Legal, "facebook", "bjorkviksbibliotek", "Sara Lindqvist", "Jonas Ek", begun, ""},
}
