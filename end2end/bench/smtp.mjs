// A mail server that takes everything, one refused address apart, and counts: connections, the most at once, letters, and
// the order they came in.
//   node smtp.mjs DIRECTORY       writes its port to smtp.port there; to XCNT it answers with what it has counted

import { createServer } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const count = { connections: 0, open: 0, most: 0, letters: 0, refused: 0, last: [] };

const server = createServer((socket) => {
  let greeted = false;
  socket.on("close", () => greeted && (count.open -= 1)).on("error", () => {});
  socket.setNoDelay(true);
  const say = (line) => socket.write(line + "\r\n");
  let rest = "", data = false, to = "";
  say("220 mail.example ESMTP");
  socket.on("data", (part) => {
    rest += part.toString("latin1");
    for (;;) {
      if (data) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) return;
        rest = rest.slice(end + 5);
        data = false;
        count.letters += 1;
        count.last.push(to);
        say("250 2.0.0 taken");
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") {
        // From now on it is a connection that sends; XCNT comes without greeting.
        count.connections += 1;
        count.open += 1;
        count.most = Math.max(count.most, count.open);
        greeted = true;
        say("250-mail.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING");
      }
      else if (verb === "RCPT") {
        to = /<(.*?)>/.exec(line)?.[1] ?? "";
        if (to.startsWith("refused")) {
          count.refused += 1;
          say("550 5.1.1 no such mailbox");
        } else say("250 2.1.5 ok");
      } else if (verb === "DATA") {
        data = true;
        say("354 go on");
      } else if (verb === "QUIT") {
        say("221 2.0.0 bye");
        socket.end();
      } else if (verb === "XCNT") {
        // Ours: what was counted so far.
        say(JSON.stringify(count));
      } else say("250 2.0.0 ok");
    }
  });
});
server.listen(0, "127.0.0.1", () => writeFileSync(join(process.argv[2], "smtp.port"), String(server.address().port)));
