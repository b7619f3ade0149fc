// Drives clients of ws for tests that are written in C#: a command per line of JSON on stdin, what the clients see per line of
// JSON on stdout. A frame is a JSON object; the property "name" (its "type" here) says which event or command it is.
//   {"do":"connect","client":"a","url":"ws://…","token":…,"greeting":"auth_success"}   opens, and sends the token in an "auth" frame
//     unless it is null; {"kind":"connected"} with the first frame of the greeting's type, which is an event like any other, too
//   {"do":"tell","client":"a","name":"typing","payload":{…}}    sends a frame
//   {"do":"say","client":"a","text":…}                          sends any text
//   {"do":"cut","client":"a"}    breaks the socket without a word; {"do":"leave","client":"a"} closes in good order
//   {"do":"pause","client":"a"}  reads no more; {"do":"read","client":"a"} reads again
// A frame is seen as {"kind":"event","name":…,"payload":the whole frame}, the end as {"kind":"closed","message":"1001 going away"}.
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const print = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const clients = new Map();

const commands = {
  connect({ client, url, token, headers, greeting }) {
    const socket = new WebSocket(url, { headers });
    clients.set(client, socket);
    socket.on('open', () => {
      if (token) socket.send(JSON.stringify({ type: 'auth', token }));
    });
    socket.on('message', (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.type === greeting) print({ client, kind: 'connected' });
      print({ client, kind: 'event', name: frame.type, payload: frame, more: 0 });
    });
    socket.on('ping', () => print({ client, kind: 'pinged' }));
    socket.on('unexpected-response', (request, response) => {
      print({ client, kind: 'refused', message: String(response.statusCode) });
      request.destroy();
    });
    socket.on('error', (error) => print({ client, kind: 'broken', message: error.message }));
    socket.on('close', (code, reason) => print({ client, kind: 'closed', message: `${code} ${reason}` }));
  },
  tell({ client, name, payload }) {
    clients.get(client).send(JSON.stringify({ type: name, ...payload }));
  },
  say({ client, text }) {
    clients.get(client).send(text);
  },
  pause({ client }) {
    clients.get(client)._socket.pause();
  },
  read({ client }) {
    clients.get(client)._socket.resume();
  },
  cut({ client }) {
    clients.get(client).terminate();
  },
  leave({ client }) {
    clients.get(client).close();
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
