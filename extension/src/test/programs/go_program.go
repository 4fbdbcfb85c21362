// Asks Go's runtime and library for what they try newer calls for. One line for each, which says what a user would see; status 1 where one is
// wrong. Argument: a folder that this user may write.
package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
)

var wrong = 0

func say(what string, err error) {
	if err == nil {
		fmt.Println(what, "works")
	} else {
		fmt.Println(what, err)
		wrong = 1
	}
}

// Each of them keeps a thread of the system for itself.
func threads() error {
	var all sync.WaitGroup
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func() {
			runtime.LockOSThread()
			all.Done()
		}()
	}
	all.Wait()
	return nil
}

// Copies with copy_file_range where the kernel has it.
func copied(from string, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	count, err := io.Copy(out, in)
	if err == nil && count == 0 {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func main() {
	name := filepath.Join(os.Args[1], "go_file")
	say("goroutines in threads", threads())
	_, err := os.Stat("/etc/passwd")
	say("stat", err)
	_, err = os.Stat("/no/such/file")
	if os.IsNotExist(err) {
		err = nil
	}
	say("stat, of no file,", err)
	_, err = os.ReadDir("/etc")
	say("a directory", err)
	say("a copy", copied("/etc/passwd", name))
	say("rename", os.Rename(name, name+".other"))
	_, err = rand.Read(make([]byte, 16))
	say("random bytes", err)
	say("a child", exec.Command("/bin/true").Run())
	os.Remove(name + ".other")
	os.Exit(wrong)
}
