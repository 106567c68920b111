import sharp from "sharp"
import { takeOrders } from "../children/orders.ts"
import { readingEngine } from "./engine.ts"

sharp.concurrency(1)
sharp.cache(false)

takeOrders(new URL("./childWatch.js", import.meta.url), readingEngine().read)
