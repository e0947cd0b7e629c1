package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/tenant"
)

// Lengths of a password in characters (OWASP ASVS 5.0, 6.2.1 and 6.2.9).
const (
	PasswordMin = 12
	PasswordMax = 128
)

// argon2id parameters (OWASP ASVS 5.0, appendix C: t=2, m=19 MiB, p=1 at least).
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
)

// ownWords are the words that the context's municipality goes by, which make no password.
func ownWords(ctx context.Context, known ...string) []string {
	if t := tenant.Of(ctx); t != nil {
		known = append(known, t.Name, t.ShortName(), t.Slug)
	}
	return append(known, "kanalkoll")
}

// hashing bounds how many passwords are hashed at once: each takes 19 MiB.
var hashing = make(chan struct{}, 4)

// CheckPassword refuses a password that is too short, too long, common, or made of the municipality's or the person's
// own words. It asks for no kinds of characters. Known words are those of the account: name, e-mail, municipality.
func CheckPassword(field, password string, known ...string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < PasswordMin:
		return fault.Invalid(fault.Bad(field, "identity.password_short", "Min", PasswordMin))
	case n > PasswordMax:
		return fault.Invalid(fault.Bad(field, "identity.password_long", "Max", PasswordMax))
	}
	var words []string
	for _, k := range known {
		words = append(words, strings.FieldsFunc(strings.ToLower(k), func(r rune) bool {
			return strings.ContainsRune(" @.-_,/", r)
		})...)
	}
	rest := strings.ToLower(password)
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 4 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	if utf8.RuneCountInString(rest) < PasswordMin/2 {
		return fault.Invalid(fault.Bad(field, "identity.password_own_words"))
	}
	// The library carries lists of common passwords and names; score 0 and 1 mean guessed within 10^6 tries.
	if zxcvbn.PasswordStrength(password, words).Score <= 1 {
		return fault.Invalid(fault.Bad(field, "identity.password_common"))
	}
	return nil
}

func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := derive(ctx, password, salt, argonTime, argonMemory, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

func derive(ctx context.Context, password string, salt []byte, t, m uint32, p uint8, n uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, t, m, p, n), nil
}

// verifyPassword reports whether password fits the PHC string, and whether it should be hashed anew with today's
// parameters. An empty or unreadable hash fits nothing but costs the same time, so that nobody learns who has a login.
func verifyPassword(ctx context.Context, phc, password string) (ok, rehash bool, err error) {
	var version int
	var m, t uint32
	var p uint8
	salt, want := make([]byte, argonSalt), []byte(nil)
	parts := strings.Split(phc, "$")
	if len(parts) == 6 && parts[1] == "argon2id" {
		_, e1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, e2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p)
		s, e3 := base64.RawStdEncoding.DecodeString(parts[4])
		k, e4 := base64.RawStdEncoding.DecodeString(parts[5])
		if e1 == nil && e2 == nil && e3 == nil && e4 == nil && version == argon2.Version && len(k) >= 16 {
			salt, want = s, k
		}
	}
	if want == nil {
		m, t, p = argonMemory, argonTime, argonThreads
	}
	n := uint32(argonKey)
	if want != nil {
		n = uint32(len(want)) //nolint:gosec // a key of a few bytes
	}
	got, err := derive(ctx, password, salt, t, m, p, n)
	if err != nil || want == nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1
	return ok, ok && (m != argonMemory || t != argonTime || p != argonThreads), nil
}
