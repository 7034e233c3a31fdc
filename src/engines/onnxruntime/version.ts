/** The version of ONNX Runtime that the engines are tested with: that of package.json. */
export const onnxRuntimeVersion = '1.30.0'
