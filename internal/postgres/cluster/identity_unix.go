//go:build unix

package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// identity is the user the database's programs run as. PostgreSQL refuses to
// run as root, so root drops to somebody else; the zero value is the user of
// this process.
type identity struct {
	drop     bool
	uid, gid int
	name     string
}

// chooseIdentity picks the user for the cluster in home. An existing cluster
// keeps its owner, so that root can use what an ordinary user made.
func chooseIdentity(home string) (identity, error) {
	uid := os.Geteuid()
	owner, gid, err := ownerOf(home)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return identity{}, err
	case uid != 0 && err == nil && owner != uid:
		return identity{}, fmt.Errorf("the embedded database in %s belongs to another user (uid %d); run as that user or as root, or choose another KANALKOLL_DATA_DIR", home, owner)
	case uid != 0:
		return identity{}, nil
	case err == nil && owner != 0:
		return identity{drop: true, uid: owner, gid: gid, name: strconv.Itoa(owner)}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		id := identity{drop: true, name: name}
		if id.uid, err = strconv.Atoi(u.Uid); err != nil || id.uid <= 0 {
			continue
		}
		if id.gid, err = strconv.Atoi(u.Gid); err != nil || id.gid <= 0 {
			continue
		}
		return id, nil
	}
	return identity{}, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as; run as an ordinary user or make a user postgres")
}

func ownerOf(path string) (uid, gid int, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, fmt.Errorf("%s: no owner known", path)
	}
	return int(st.Uid), int(st.Gid), nil
}

// apply makes cmd run as the identity, in a session of its own: Ctrl-C in the
// terminal must reach us, not the database under us.
func (id identity) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if id.drop {
		// #nosec G115 -- both were read from the system's own user table or file owner
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(id.uid), Gid: uint32(id.gid)}
	}
}

// own hands a file or folder over to the identity.
func (id identity) own(path string) error {
	if !id.drop {
		return nil
	}
	return os.Lchown(path, id.uid, id.gid)
}

// canEnter reports whether the identity may work in dir, by going there.
func (id identity) canEnter(ctx context.Context, dir string) bool {
	if !id.drop {
		return true
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", "test -w .") // #nosec G204 -- fixed words
	cmd.Dir, cmd.Env = dir, childEnv()
	id.apply(cmd)
	return cmd.Run() == nil
}
