import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"
import { serviceWorker } from "./offline/build.ts"

const server = process.env.JUSTESSE_SERVER ?? "http://127.0.0.1:8080"
const proxied = { target: server, changeOrigin: false }

/** `--mode test` also builds the pages that only benches use; everything else is the same. */
export default defineConfig({
  plugins: [react(), serviceWorker()],
  css: { modules: { generateScopedName: "[local]_[hash:base64:4]" } },
  build: { outDir: "dist", target: "es2022", sourcemap: false, chunkSizeWarningLimit: 400 },
  server: {
    host: "127.0.0.1",
    proxy: { "/trpc": proxied, "/media": proxied, "/upload": proxied, "/download": proxied, "/healthz": proxied },
  },
})
