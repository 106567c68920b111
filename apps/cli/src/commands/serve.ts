import { serve as serveStudio } from "@justesse/server"
import { Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { databaseUrlOf, dataDirOf } from "../studioPath.ts"

export const serve: Command = {
  usage: "serve",
  about: "Serves the studio. On this computer alone until it has been set up; then where --host says.",
  options: {
    ...COMMON,
    port: { type: "string", value: "N", help: "port (default: 4300, or PORT)" },
    host: {
      type: "string",
      value: "H",
      help: "address to listen on (default: 127.0.0.1); another one only after set-up",
    },
    "public-url": { type: "string", value: "URL", help: "the address people type, when a proxy is in front" },
    "tls-cert": { type: "string", value: "F", help: "certificate, PEM" },
    "tls-key": { type: "string", value: "F", help: "its key, PEM" },
    demo: { type: "boolean", help: "the sample studio, with a link for each sample person" },
  },
  async run(args, around) {
    const port = args.text("port") ?? process.env.PORT
    const cert = args.text("tls-cert")
    const key = args.text("tls-key")
    if ((cert === undefined) !== (key === undefined)) throw new Unusable("--tls-cert and --tls-key go together.")
    if (port !== undefined && !(Number(port) > 0 && Number(port) < 65_536))
      throw new Unusable(`--port ${port}: a port is a number from 1 to 65535.`)
    await serveStudio({
      demo: args.flag("demo"),
      dataDir: dataDirOf(args, around),
      port: port === undefined ? null : Number(port),
      studioDir: around.studioDir,
      host: args.text("host") ?? null,
      databaseUrl: databaseUrlOf(args),
      publicUrl: args.text("public-url")?.replace(/\/+$/, "") ?? null,
      tls: cert !== undefined && key !== undefined ? { cert, key } : null,
    })
    return done({}, "")
  },
}
