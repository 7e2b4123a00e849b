/* faulty_io.c - loaded before the C library's functions into the command: reads and
 * writes that come in pieces, are interrupted or fail. What is wrong says FAULT:
 *   short    every call moves a few bytes only
 *   eintr    half of the calls are interrupted
 *   eio=N    reading fails when N bytes were read
 *   enospc=N writing fails when N bytes were written
 * Only files whose name (as in /proc/self/fd) ends with FAULT_AT are meant. How often
 * it happened is written to the file FAULT_TOLD when the process ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef ssize_t (*read_function)(int, void*, size_t);
typedef ssize_t (*pread_function)(int, void*, size_t, off_t);
typedef ssize_t (*write_function)(int, const void*, size_t);
typedef int (*poll_function)(struct pollfd*, nfds_t, int);
typedef pid_t (*waitpid_function)(pid_t, int*, int);

static unsigned calls, faults;
static size_t moved;

static void* next(const char* name) {
  void* function = dlsym(RTLD_NEXT, name);
  if (function == NULL) abort();
  return function;
}

static const char* fault(void) {
  /* What the command starts is to run as always. */
  const char* kind = getenv("FAULT");
  return kind != NULL && strncmp(program_invocation_short_name, "logdiag", 7) == 0 ? kind : "";
}

static int meant(int fd) {
  const char* end = getenv("FAULT_AT");
  char link[64], name[4096];
  if (end == NULL || *fault() == 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t n = readlink(link, name, sizeof name - 1);
  if (n < 0) return 0;
  name[n] = 0;
  const size_t length = strlen(end);
  return (size_t)n >= length && strcmp(name + n - length, end) == 0;
}

/* Whether a call is interrupted; in no order that a loop of calls could fall in with. */
static int interrupted(void) {
  if (strcmp(fault(), "eintr") != 0) return 0;
  if ((__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) * 2654435761u >> 20) % 2 == 0) return 0;
  __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
  errno = EINTR;
  return 1;
}

/* How much of `size` a call may move; 0 with errno when it fails. `failure` is the
 * word before the number. */
static size_t allowed(size_t size, const char* failure, int error) {
  const char* kind = fault();
  const size_t length = strlen(failure);
  size_t most = size;
  if (strcmp(kind, "short") == 0 && size > 8) { /* pipes never cut a record so small */
    most = 1 + __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) % 7;
  } else if (strncmp(kind, failure, length) == 0) {
    const size_t limit = strtoul(kind + length, NULL, 10);
    const size_t before = __atomic_load_n(&moved, __ATOMIC_RELAXED);
    most = before < limit ? limit - before : 0;
    errno = error;
  }
  if (most >= size) return size;
  __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
  return most;
}

static ssize_t count(ssize_t n) {
  if (n > 0) __atomic_add_fetch(&moved, (size_t)n, __ATOMIC_RELAXED);
  return n;
}

ssize_t read(int fd, void* buffer, size_t size) {
  const read_function real = __extension__(read_function)next("read");
  if (size == 0 || !meant(fd)) return real(fd, buffer, size);
  if (interrupted()) return -1;
  const size_t most = allowed(size, "eio=", EIO);
  return most == 0 ? -1 : count(real(fd, buffer, most));
}

ssize_t pread(int fd, void* buffer, size_t size, off_t at) {
  const pread_function real = __extension__(pread_function)next("pread");
  if (size == 0 || !meant(fd)) return real(fd, buffer, size, at);
  if (interrupted()) return -1;
  const size_t most = allowed(size, "eio=", EIO);
  return most == 0 ? -1 : count(real(fd, buffer, most, at));
}

ssize_t pread64(int fd, void* buffer, size_t size, off_t at) { return pread(fd, buffer, size, at); }

ssize_t write(int fd, const void* bytes, size_t size) {
  const write_function real = __extension__(write_function)next("write");
  if (size == 0 || !meant(fd)) return real(fd, bytes, size);
  if (interrupted()) return -1;
  const size_t most = allowed(size, "enospc=", ENOSPC);
  return most == 0 ? -1 : count(real(fd, bytes, most));
}

int poll(struct pollfd* fds, nfds_t number, int wait) {
  const poll_function real = __extension__(poll_function)next("poll");
  return *fault() != 0 && interrupted() ? -1 : real(fds, number, wait);
}

pid_t waitpid(pid_t child, int* status, int options) {
  const waitpid_function real = __extension__(waitpid_function)next("waitpid");
  return *fault() != 0 && interrupted() ? -1 : real(child, status, options);
}

__attribute__((destructor)) static void tell(void) {
  const char* path = getenv("FAULT_TOLD");
  FILE* out = path != NULL && *fault() != 0 ? fopen(path, "w") : NULL;
  if (out == NULL) return;
  fprintf(out, "%u\n", faults);
  fclose(out);
}
