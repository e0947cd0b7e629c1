package checklist

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"time"
)

//go:embed defaults/*.json
var defaultFiles embed.FS

// defaultsPublished is the day from which the defaults count as published: before any municipality's own.
var defaultsPublished = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Default gives the template that ships, for municipalities that have published none of their own: number 1, without
// an ID. Every call gives a copy of its own. Nil for a name that is none of Names.
func Default(n Name) *Template {
	if _, ok := ParseName(string(n)); !ok {
		return nil
	}
	raw, err := defaultFiles.ReadFile("defaults/" + string(n) + ".json")
	if err != nil {
		panic(fmt.Sprintf("checklist: the default %s is not in the program: %v", n, err))
	}
	t := &Template{Name: n, Number: 1, Version: 1, PublishedAt: defaultsPublished, UpdatedAt: defaultsPublished}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields() // a slip in the data would else be a field that is silently missing
	if err := d.Decode(&t.Content); err != nil {
		panic(fmt.Sprintf("checklist: the default %s cannot be read: %v", n, err))
	}
	return t
}

// Export gives the template as indented JSON: its name and number, and the sections with their points.
func (t *Template) Export() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // texts are for people who read the file
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Name   Name `json:"name"`
		Number int  `json:"number"`
		Content
	}{t.Name, t.Number, t.Content})
	if err != nil {
		return nil, fmt.Errorf("exporting template %s %d: %w", t.Name, t.Number, err)
	}
	return b.Bytes(), nil
}
