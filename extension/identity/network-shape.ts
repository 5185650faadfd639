/* Apart from the network, so that whoever uses it does not load the runtime. */

/** The side of the square picture of a face that the network looks at, pixels. */
export const inputSide = 224;
/** How many numbers describe a face. */
export const descriptorLength = 1024;
