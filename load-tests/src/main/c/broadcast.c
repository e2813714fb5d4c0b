/*
 * The smallest broadcast: one send(2) of the same bytes to each socket.
 *
 * A GET receives 101, and its connection becomes a socket. The body of a POST is written into one text frame, which is
 * sent to each socket in turn; then the POST receives 200. The program has one thread and prints its port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 1 << 16, REQUEST_BYTES = 8192, MAX_EVENTS = 256, BACKLOG = 4096, HEADER_BYTES = 4 };

struct request {
    size_t length;
    char bytes[REQUEST_BYTES + 1];
};

static struct request *requests[MAX_DESCRIPTORS]; /* null if the connection is a socket */
static int sockets[MAX_DESCRIPTORS];
static int socket_count;
static int epoll_descriptor;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void forget(int descriptor) {
    free(requests[descriptor]);
    requests[descriptor] = NULL;
    for (int i = 0; i < socket_count; i++) {
        if (sockets[i] == descriptor) {
            sockets[i] = sockets[--socket_count];
            break;
        }
    }
    close(descriptor);
}

/* Waits if the client does not read, because a frame must be sent completely. */
static int send_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
            poll(&writable, 1, -1);
        } else if (sent < 0) {
            return -1;
        } else {
            bytes += sent;
            length -= (size_t)sent;
        }
    }
    return 0;
}

static void broadcast(const char *text, size_t length) {
    static char frame[HEADER_BYTES + REQUEST_BYTES];
    size_t header = length < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = (char)(length < 126 ? length : 126);
    if (header == HEADER_BYTES) {
        frame[2] = (char)(length >> 8);
        frame[3] = (char)length;
    }
    memcpy(frame + header, text, length);
    for (int i = 0; i < socket_count; i++) {
        send_all(sockets[i], frame, header + length);
    }
}

/* Handles one complete request; returns 0 if there is none yet. */
static int take(int descriptor, struct request *request) {
    static const char upgraded[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    static const char done[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    request->bytes[request->length] = 0;
    char *end = strstr(request->bytes, "\r\n\r\n");
    if (end == NULL) {
        return 0;
    }
    if (strncmp(request->bytes, "GET ", 4) == 0) {
        if (send_all(descriptor, upgraded, sizeof upgraded - 1) == 0) {
            sockets[socket_count++] = descriptor;
            free(request);
            requests[descriptor] = NULL;
        }
        return 0;
    }
    char *length_field = strcasestr(request->bytes, "\r\nContent-Length:");
    size_t body_length = length_field != NULL && length_field < end ? strtoul(length_field + 17, NULL, 10) : 0;
    size_t whole = (size_t)(end + 4 - request->bytes) + body_length;
    if (whole > REQUEST_BYTES || request->length < whole) {
        return 0;
    }
    broadcast(end + 4, body_length);
    send_all(descriptor, done, sizeof done - 1);
    memmove(request->bytes, request->bytes + whole, request->length - whole);
    request->length -= whole;
    return 1;
}

static void receive(int descriptor) {
    char ignored[4096];
    struct request *request = requests[descriptor];
    char *into = request == NULL ? ignored : request->bytes + request->length;
    size_t room = request == NULL ? sizeof ignored : REQUEST_BYTES - request->length;
    ssize_t got = recv(descriptor, into, room, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        forget(descriptor);
    } else if (got > 0 && request != NULL) {
        request->length += (size_t)got;
        while (take(descriptor, request)) {
        }
    }
}

static void accept_all(int server) {
    for (int descriptor; (descriptor = accept4(server, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
        if (descriptor >= MAX_DESCRIPTORS || (requests[descriptor] = calloc(1, sizeof(struct request))) == NULL) {
            close(descriptor);
            continue;
        }
        int yes = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.fd = descriptor};
        epoll_ctl(epoll_descriptor, EPOLL_CTL_ADD, descriptor, &event);
    }
}

int main(void) {
    int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t address_length = sizeof address;
    if (server < 0 || bind(server, (struct sockaddr *)&address, address_length) != 0 || listen(server, BACKLOG) != 0 ||
        getsockname(server, (struct sockaddr *)&address, &address_length) != 0) {
        fail("listen");
    }
    epoll_descriptor = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = server};
    if (epoll_descriptor < 0 || epoll_ctl(epoll_descriptor, EPOLL_CTL_ADD, server, &event) != 0) {
        fail("epoll");
    }
    printf("listening at %d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int ready = epoll_wait(epoll_descriptor, events, MAX_EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == server) {
                accept_all(server);
            } else {
                receive(events[i].data.fd);
            }
        }
    }
}
