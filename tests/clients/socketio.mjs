// Drives clients of socket.io-client for tests that are written in C#: a command per line of JSON on stdin, what the
// clients see per line of JSON on stdout.
//   {"do":"connect","client":"a","url":…,"path":"/socket.io","token":…,"transports":["websocket"],"reconnect":false,
//    "localAddress":"127.0.0.2","cookies":true}   from that address, and with a jar for cookies
//   {"do":"ask","client":"a","id":1,"name":"message:send","payload":{…}}   emits with an acknowledgement; {"kind":"answer","id":1,"result":…}
//   {"do":"tell","client":"a","name":…,"payload":…}                        emits without one
//   {"do":"attach","client":"a","id":1,"name":…,"files":["base64",…]}       emits binary attachments, answered like "ask"
//   {"do":"burst","client":"a","name":…,"count":1000}                      emits the numbers from 0, a few per turn
//   {"do":"cut","client":"a"}    breaks the socket without a word; {"do":"leave","client":"a"} disconnects in good order
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const print = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const clients = new Map();

const commands = {
  connect({ client, url, path, token, transports, reconnect, headers, localAddress, cookies }) {
    const socket = io(url, {
      path,
      auth: token === null ? undefined : { token },
      extraHeaders: headers,
      agent: localAddress ? new Agent({ localAddress, keepAlive: true }) : undefined,
      withCredentials: cookies ?? false,
      transports: transports ?? ['websocket'],
      reconnection: reconnect ?? false,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      forceNew: true,
    });
    clients.set(client, socket);
    socket.onAny((name, payload, ...more) => print({ client, kind: 'event', name, payload, more: more.length }));
    socket.on('connect', () => print({ client, kind: 'connected' }));
    socket.io.on('open', () => socket.io.engine.once('upgrade', (transport) => print({ client, kind: 'upgraded', message: transport.name })));
    socket.io.on('ping', () => print({ client, kind: 'pinged' }));
    socket.on('connect_error', (error) => print({ client, kind: 'refused', message: error.message }));
    // The code of the WebSocket's close: 1006 when the server went without a word.
    socket.on('disconnect', (reason, details) => print({ client, kind: 'closed', message: reason, code: details?.context?.code ?? null }));
  },
  ask({ client, id, name, payload }) {
    const answered = (result) => print({ client, kind: 'answer', id, result });
    if (payload === undefined) clients.get(client).emit(name, answered);
    else clients.get(client).emit(name, payload, answered);
  },
  tell({ client, name, payload }) {
    clients.get(client).emit(name, payload);
  },
  attach({ client, id, name, files }) {
    const payload = { files: files.map((file) => Buffer.from(file, 'base64')) };
    clients.get(client).emit(name, payload, (result) => print({ client, kind: 'answer', id, result }));
  },
  burst({ client, name, count }) {
    let next = 0;
    const some = () => {
      for (let i = 0; i < 5 && next < count; i++) clients.get(client).emit(name, next++);
      if (next < count) setImmediate(some);
    };
    some();
  },
  cut({ client }) {
    clients.get(client).io.engine.transport.ws.terminate();
  },
  leave({ client }) {
    clients.get(client).disconnect();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    commands[command.do](command);
  } catch (error) {
    print({ client: command.client, kind: 'broken', message: String(error) });
  }
}
process.exit(0);
