import { takeOrders } from "../children/orders.ts"
import { prepareSound } from "./prepare.ts"

takeOrders(new URL("./childWatch.js", import.meta.url), prepareSound)
