// Pipes in the place of descriptors 1 and 2, and a pipe that SIGINT writes to. Node has no dup2, and hears of a signal
// only once its event loop turns.
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int interrupt_writer = -1;

static napi_value fail(napi_env env, const char *what) {
  char message[256];
  strncpy(message, what, sizeof message - 1);
  message[sizeof message - 1] = '\0';
  strncat(message, ": ", sizeof message - strlen(message) - 1);
  strncat(message, strerror(errno), sizeof message - strlen(message) - 1);
  napi_throw_error(env, NULL, message);
  return NULL;
}

static void close_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

static void set_number(napi_env env, napi_value object, const char *name, int value) {
  napi_value number;
  napi_create_int32(env, value, &number);
  napi_set_named_property(env, object, name, number);
}

static napi_value capture(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t descriptor;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count != 1 || napi_get_value_int32(env, argument, &descriptor) != napi_ok) {
    napi_throw_type_error(env, NULL, "capture takes a descriptor");
    return NULL;
  }
  int ends[2];
  int original = dup(descriptor);
  if (original < 0) return fail(env, "dup");
  if (pipe(ends) < 0) return fail(env, "pipe");
  if (dup2(ends[1], descriptor) < 0) return fail(env, "dup2");
  close(ends[1]);
  close_on_exec(ends[0]);
  close_on_exec(original);
  fcntl(ends[0], F_SETFL, fcntl(ends[0], F_GETFL) | O_NONBLOCK);
  napi_value result;
  napi_create_object(env, &result);
  set_number(env, result, "pipe", ends[0]);
  set_number(env, result, "original", original);
  return result;
}

static void on_interrupt(int signal) {
  (void)signal;
  int saved = errno;
  // A full pipe holds an interrupt already.
  if (write(interrupt_writer, "i", 1) < 0) errno = saved;
  errno = saved;
}

static napi_value interrupt_pipe(napi_env env, napi_callback_info info) {
  (void)info;
  int ends[2];
  if (pipe(ends) < 0) return fail(env, "pipe");
  for (int i = 0; i < 2; i++) {
    close_on_exec(ends[i]);
    fcntl(ends[i], F_SETFL, fcntl(ends[i], F_GETFL) | O_NONBLOCK);
  }
  interrupt_writer = ends[1];
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGINT, &action, NULL) < 0) return fail(env, "sigaction");
  napi_value result;
  napi_create_int32(env, ends[0], &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "capture", NAPI_AUTO_LENGTH, capture, NULL, &function);
  napi_set_named_property(env, exports, "capture", function);
  napi_create_function(env, "interruptPipe", NAPI_AUTO_LENGTH, interrupt_pipe, NULL, &function);
  napi_set_named_property(env, exports, "interruptPipe", function);
  return exports;
}
