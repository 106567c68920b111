import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

/** As the server's: what has native code or workers of its own stays outside. */
const OUTSIDE = [
  "better-sqlite3",
  "sharp",
  "tesseract.js",
  "@tesseract.js-data/eng",
  "@tesseract.js-data/fra",
  "pg",
  "piscina",
  "dejavu-fonts-ttf",
  "opentype.js",
  "pdfjs-dist",
  "@napi-rs/canvas",
  "@libav.js/variant-default",
  "mpg123-decoder",
]

export default defineConfig({
  // The sentences of reports and refusals are the studio's.
  resolve: { alias: { "@justesse/studio/i18n": fileURLToPath(new URL("../studio/src/i18n", import.meta.url)) } },
  ssr: { noExternal: true, external: OUTSIDE, target: "node" },
  build: {
    ssr: true,
    target: "node20",
    outDir: "dist",
    emptyOutDir: false,
    minify: false,
    rollupOptions: {
      input: {
        main: "src/main.ts",
        pictureWorker: "../server/src/pictures/worker.ts",
        readingWorker: "../server/src/reading/worker.ts",
        soundWorker: "../server/src/sounds/worker.ts",
        documentWorker: "../server/src/pictures/documentWorker.ts",
        childWatch: "../server/src/children/watch.ts",
        computeWorker: "../server/src/compute/worker.ts",
        backgroundWorker: "../server/src/background/worker.ts",
      },
      // Beside the entries: the server names its workers as neighbours of the file that it is bundled in.
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
})
