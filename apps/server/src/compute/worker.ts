import { answerCall, type ComputeAnswer, type ComputeCall } from "@justesse/api/core/compute"
import { lowerThreadPriority } from "../children/priority.ts"

lowerThreadPriority()

export default function run(call: ComputeCall): ComputeAnswer {
  return answerCall(call)
}
