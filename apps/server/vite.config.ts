import { defineConfig } from "vite"

/** Packages with native code or worker entries of their own stay outside the bundle and are found from `dist`. */
const OUTSIDE = [
  "better-sqlite3",
  "sharp",
  "pg",
  "piscina",
  "dejavu-fonts-ttf",
  "opentype.js",
  "pdfjs-dist",
  "@napi-rs/canvas",
  "@libav.js/variant-default",
  "mpg123-decoder",
  "tesseract.js",
  "@tesseract.js-data/eng",
  "@tesseract.js-data/fra",
]

export default defineConfig({
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
        pictureWorker: "src/pictures/worker.ts",
        soundWorker: "src/sounds/worker.ts",
        documentWorker: "src/pictures/documentWorker.ts",
        childOrders: "src/children/orders.ts",
        childWatch: "src/children/watch.ts",
        readingWorker: "src/reading/worker.ts",
        computeWorker: "src/compute/worker.ts",
        backgroundWorker: "src/background/worker.ts",
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
})
