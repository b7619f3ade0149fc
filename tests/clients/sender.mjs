// Sends messages over socket.io-client until told to stop, through every loss of the server, as a careful client does:
// each message has its own clientMessageId and is sent again until it is acknowledged.
// In: one line of JSON {url, window, senders: [{token, receiverId, groupId, prefix}]} on stdin, later a line "stop".
// Out: {"ready":true} when all are connected; a line {op, id, sequence} per acknowledged message; {"done":true} at the end.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const print = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { url, window, senders } = JSON.parse((await lines.next()).value);
let stopping = false;

async function run({ token, receiverId, groupId, prefix }) {
  const socket = io(url, { auth: { token }, transports: ['websocket'], reconnectionDelay: 50, reconnectionDelayMax: 200 });
  await new Promise((resolve) => socket.once('connect', resolve));
  const connected = () => (socket.connected ? Promise.resolve() : new Promise((resolve) => socket.once('connect', resolve)));

  async function send(op) {
    const message = { content: `text of ${op}`, type: 'TEXT', receiverId, groupId, clientMessageId: op };
    for (;;) {
      await connected();
      try {
        const answer = await socket.timeout(3000).emitWithAck('message:send', message);
        if (answer.success) return print({ op, id: answer.data.id, sequence: answer.data.sequence });
        if (answer.code !== 'SERVICE_UNAVAILABLE') return print({ op, error: answer });
      } catch {
        // No acknowledgement: whether it was stored is unknown, so the same message is sent again.
      }
    }
  }

  let next = 0;
  const lane = async () => { while (!stopping) await send(`${prefix}-${next++}`); };
  return { socket, lanes: () => Promise.all(Array.from({ length: window }, lane)) };
}

const clients = await Promise.all(senders.map(run));
print({ ready: true });
const all = Promise.all(clients.map((client) => client.lanes()));
await lines.next();
stopping = true;
await all;
clients.forEach(({ socket }) => socket.disconnect());
print({ done: true });
process.exit(0);
