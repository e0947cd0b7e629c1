package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/fault"
)

// maxForm is how large a form without files may be, in bytes.
const maxForm = 1 << 20

// ReadForm reads what a form sent. Text that is not valid UTF-8, and NUL, which the database does not hold, is
// replaced visibly by U+FFFD; line breaks become \n. A form that is too large is a *http.MaxBytesError, one that is no
// form at all is Invalid.
func ReadForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, err
		}
		return nil, &fault.Error{Kind: fault.InvalidKind, Key: "fault.form", Cause: err}
	}
	return cleanAll(r.PostForm), nil
}

// Query gives the address's parameters, cleaned as ReadForm cleans.
func Query(r *http.Request) url.Values { return cleanAll(r.URL.Query()) }

func cleanAll(v url.Values) url.Values {
	for _, values := range v {
		for i, s := range values {
			values[i] = Clean(s)
		}
	}
	return v
}

// Clean makes text storable: see ReadForm.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
