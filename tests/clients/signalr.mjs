// Drives clients of @microsoft/signalr for tests that are written in C#: a command per line of JSON on stdin, what the
// clients see per line of JSON on stdout.
//   {"do":"connect","client":"a","url":…,"token":…,"events":[names],"transport":"WebSockets","reconnect":false}
//   {"do":"ask","client":"a","id":1,"name":"message:send","payload":{…}}   invokes; answered by {"kind":"answer","id":1,"result":…} or "error"
//   {"do":"tell","client":"a","name":…,"payload":…}                        sends, without an answer
//   {"do":"cut","client":"a"}    breaks the socket without a word; {"do":"leave","client":"a"} stops in good order
import { createInterface } from 'node:readline';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const print = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const clients = new Map();

const commands = {
  async connect({ client, url, token, events, transport, reconnect }) {
    const builder = new HubConnectionBuilder()
      .withUrl(url, { accessTokenFactory: () => token, transport: HttpTransportType[transport ?? 'WebSockets'] })
      .configureLogging(LogLevel.None);
    if (reconnect) builder.withAutomaticReconnect([0, 50, 100, 200, 400, 800, 1600]);
    const connection = builder.build();
    clients.set(client, connection);
    for (const name of events) connection.on(name, (payload, ...more) => print({ client, kind: 'event', name, payload, more: more.length }));
    connection.onclose((error) => print({ client, kind: 'closed', message: error?.message ?? null }));
    connection.onreconnecting((error) => print({ client, kind: 'reconnecting', message: error?.message ?? null }));
    connection.onreconnected(() => print({ client, kind: 'connected' }));
    try {
      await connection.start();
      print({ client, kind: 'connected' });
    } catch (error) {
      print({ client, kind: 'refused', message: error.message });
    }
  },
  async ask({ client, id, name, payload }) {
    try {
      const result = payload === undefined ? await clients.get(client).invoke(name) : await clients.get(client).invoke(name, payload);
      print({ client, kind: 'answer', id, result: result ?? null });
    } catch (error) {
      print({ client, kind: 'answer', id, error: error.message });
    }
  },
  async tell({ client, name, payload }) {
    await clients.get(client).send(name, payload);
  },
  async cut({ client }) {
    clients.get(client).connection.transport._webSocket.terminate();
  },
  async leave({ client }) {
    await clients.get(client).stop();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  commands[command.do](command).catch((error) => print({ client: command.client, kind: 'broken', message: String(error) }));
}
process.exit(0);
