package checklist

// Document is a checklist as a document (A7): what it asked, what was answered, by whom, and what the reviewer said,
// at one moment. It is made once at each step, kept with its checksum, and printed and exported from what was kept.
// Its JSON is the exported format.
type Document struct {
	Format       string            `json:"format"` // "kanalkoll-checklist-1"
	Municipality string            `json:"municipality"`
	Code         string            `json:"municipality_code"`
	Checklist    string            `json:"checklist"` // "startup" or "legal"
	Title        Text              `json:"title"`     // "Startchecklista"
	CaseNumber   string            `json:"case_number,omitempty"`
	Event        string            `json:"event"` // what made it: "submitted", "approved", …; "" while it is being answered
	Number       int               `json:"number"`
	At           string            `json:"at"` // RFC 3339
	By           string            `json:"by,omitempty"`
	SelfApproved bool              `json:"self_approved,omitempty"`
	State        string            `json:"state"`
	Round        int               `json:"round"`
	StartedOn    string            `json:"started_on"`
	SubmittedOn  string            `json:"submitted_on,omitempty"`
	SubmittedBy  string            `json:"submitted_by,omitempty"`
	ApprovedOn   string            `json:"approved_on,omitempty"`
	ApprovedBy   string            `json:"approved_by,omitempty"`
	ReviewOn     string            `json:"review_on,omitempty"`
	Template     DocumentTemplate  `json:"template"`
	Account      DocumentAccount   `json:"account"`
	Sections     []DocumentSection `json:"sections"`

	// SHA256 is the checksum of the kept document in hexadecimal, for those who print what was kept. It cannot stand in
	// what it is computed from.
	SHA256 string `json:"-"`

	kept []byte // the kept document as it was written, nil where it was made now
}

// DocumentTemplate says which questions they are.
type DocumentTemplate struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}

// DocumentAccount is the account as it was.
type DocumentAccount struct {
	Ref      string `json:"ref"`
	Platform string `json:"platform"`
	Name     string `json:"name"`
	Handle   string `json:"handle,omitempty"`
	URL      string `json:"url,omitempty"`
	Unit     string `json:"unit"`
	Status   string `json:"status"`
}

// DocumentSection is a titled part.
type DocumentSection struct {
	Title  Text            `json:"title"`
	Points []DocumentPoint `json:"points"`
}

// DocumentPoint is a point with its answer and what was said of it.
type DocumentPoint struct {
	Number    int               `json:"number"`
	Key       string            `json:"key"`
	Name      Text              `json:"name"`
	Question  Text              `json:"question"`
	Source    string            `json:"source,omitempty"`
	Mandatory bool              `json:"mandatory"`
	State     string            `json:"state"` // "fresh", "begun", "done", "attention", "blocked"
	Verdict   string            `json:"verdict,omitempty"`
	Fields    []DocumentField   `json:"fields"`
	Version   int               `json:"version"`
	AnswerBy  string            `json:"answered_by,omitempty"`
	AnswerAt  string            `json:"answered_at,omitempty"` // RFC 3339
	Versions  []DocumentVersion `json:"versions,omitempty"`    // earlier answers, oldest first
	Remarks   []DocumentRemark  `json:"remarks,omitempty"`     // oldest first
}

// DocumentField is a field with its answer in words.
type DocumentField struct {
	Key    string         `json:"key"`
	Kind   string         `json:"kind"`
	Label  Text           `json:"label"`
	Answer Text           `json:"answer"` // empty: not answered
	Value  Value          `json:"value"`
	Files  []DocumentFile `json:"files,omitempty"`
}

// DocumentFile is a piece of evidence.
type DocumentFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA512 string `json:"sha512"`
}

// DocumentVersion is an earlier answer in words.
type DocumentVersion struct {
	Version int    `json:"version"`
	By      string `json:"by"`
	At      string `json:"at"` // RFC 3339
	Aside   bool   `json:"aside,omitempty"`
	Answer  Text   `json:"answer"`
}

// DocumentRemark is something said of a point.
type DocumentRemark struct {
	Kind string `json:"kind"` // "returned", "accepted", "reply"
	By   string `json:"by"`
	At   string `json:"at"` // RFC 3339
	Text string `json:"text,omitempty"`
}
