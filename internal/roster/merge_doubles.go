package roster

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Reasons for which two people may be one.
const (
	SameName  = "name"
	SamePhone = "phone"
	SameEmail = "email" // the same before the @, beside the same name
)

// Double is two people of the directory who may be one, the newer first.
type Double struct {
	People  [2]identity.Person
	Reasons []string
}

// Doubles gives those of the directory who may be there twice, each pair once, those first of whom one came last. One who has
// left and one who has not are two.
func (s *Service) Doubles(ctx context.Context) ([]Double, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var list []Double
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		people, err := identity.PeopleTx(ctx, tx)
		if err != nil {
			return err
		}
		added, err := identity.AddedTx(ctx, tx)
		list = doubles(people, added)
		return err
	})
	return list, err
}

// sharedBy is how many may have one telephone number and be suspected for it; a number that more have is a switchboard's.
const sharedBy = 3

// leastDigits is how many a telephone number has; fewer are an extension or nonsense.
const leastDigits = 6

func doubles(people []identity.Person, added map[uuid.UUID]time.Time) []Double {
	newer := func(a, b identity.Person) int {
		if c := added[b.ID].Compare(added[a.ID]); c != 0 {
			return c
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	}
	people = slices.Clone(people)
	slices.SortFunc(people, newer)
	byName, byPhone := map[string][]int{}, map[string][]int{}
	for i, p := range people {
		if p.Reduced {
			continue
		}
		name := sameName(p.Name)
		byName[name] = append(byName[name], i)
		if phone := phoneKey(p.Phone); len(phone) >= leastDigits {
			byPhone[phone] = append(byPhone[phone], i)
		}
	}
	why := map[[2]int][]string{}
	pairs := func(group []int, reason func(a, b identity.Person) []string) {
		for i, a := range group {
			for _, b := range group[i+1:] {
				if people[a].LeftOn.IsZero() == people[b].LeftOn.IsZero() {
					why[[2]int{a, b}] = append(why[[2]int{a, b}], reason(people[a], people[b])...)
				}
			}
		}
	}
	for _, group := range byName {
		pairs(group, func(a, b identity.Person) []string {
			if local, _, _ := strings.Cut(a.Email, "@"); local != "" && strings.HasPrefix(b.Email, local+"@") {
				return []string{SameName, SameEmail}
			}
			return []string{SameName}
		})
	}
	for _, group := range byPhone {
		if len(group) <= sharedBy {
			pairs(group, func(_, _ identity.Person) []string { return []string{SamePhone} })
		}
	}
	var list []Double
	for pair, reasons := range why {
		list = append(list, Double{[2]identity.Person{people[pair[0]], people[pair[1]]}, reasons})
	}
	slices.SortFunc(list, func(x, y Double) int {
		if c := newer(x.People[0], y.People[0]); c != 0 {
			return c
		}
		return newer(x.People[1], y.People[1])
	})
	return list
}

// sameName is the same for names that differ in case, spaces and how an accent is written; å and a are two letters.
func sameName(s string) string {
	return norm.NFC.String(register.FoldText(s))
}

// phoneKey is the digits of a number, from 0 where it has Sweden's code.
func phoneKey(s string) string {
	abroad := strings.HasPrefix(strings.TrimSpace(s), "+")
	s = strings.ReplaceAll(s, "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII && unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	for _, code := range []string{"0046", "46"} {
		if rest, ok := strings.CutPrefix(digits, code); ok && (abroad || code == "0046") {
			return "0" + strings.TrimPrefix(rest, "0")
		}
	}
	return digits
}
