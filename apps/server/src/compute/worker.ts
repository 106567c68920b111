import { answerCall, type ComputeAnswer, type ComputeCall } from "@justesse/api/core/compute"

export default function run(call: ComputeCall): ComputeAnswer {
  return answerCall(call)
}
