/* W1 in C with fixed sizes: a network of 2, 2 and 1 units, four rows, sigmoid, sum of squares, full batch.

   Weights have the bias in the last column; the samples of a unit stand side by side, so that the compiler can use
   vectors for everything but exp. One iteration is an update and then the forward pass that gives the new error. */

#include <math.h>

enum { INPUTS = 2, HIDDEN = 2, ROWS = 4 };

static inline double sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }

static inline double forward(
    double first[HIDDEN][INPUTS + 1], double second[HIDDEN + 1], double inputs[INPUTS][ROWS], double targets[ROWS],
    double hidden[HIDDEN][ROWS], double outputs[ROWS])
{
    double error = 0.0;
    for (int unit = 0; unit < HIDDEN; unit++)
        for (int row = 0; row < ROWS; row++)
            hidden[unit][row] = sigmoid(
                first[unit][0] * inputs[0][row] + first[unit][1] * inputs[1][row] + first[unit][2]);
    for (int row = 0; row < ROWS; row++)
        outputs[row] = sigmoid(second[0] * hidden[0][row] + second[1] * hidden[1][row] + second[2]);
    for (int row = 0; row < ROWS; row++)
        error += (outputs[row] - targets[row]) * (outputs[row] - targets[row]);
    return error;
}

static inline void update(
    double first[HIDDEN][INPUTS + 1], double second[HIDDEN + 1], double inputs[INPUTS][ROWS], double targets[ROWS],
    double hidden[HIDDEN][ROWS], double outputs[ROWS], double rate)
{
    double output_deltas[ROWS], deltas[HIDDEN][ROWS];
    for (int row = 0; row < ROWS; row++)
        output_deltas[row] = (outputs[row] - targets[row]) * outputs[row] * (1.0 - outputs[row]);
    for (int unit = 0; unit < HIDDEN; unit++)
        for (int row = 0; row < ROWS; row++)
            deltas[unit][row] = second[unit] * output_deltas[row] * hidden[unit][row] * (1.0 - hidden[unit][row]);
    for (int unit = 0; unit < HIDDEN; unit++) {
        double gradient[INPUTS + 1] = {0.0}, second_gradient = 0.0;
        for (int row = 0; row < ROWS; row++) {
            gradient[0] += deltas[unit][row] * inputs[0][row];
            gradient[1] += deltas[unit][row] * inputs[1][row];
            gradient[2] += deltas[unit][row];
            second_gradient += output_deltas[row] * hidden[unit][row];
        }
        for (int column = 0; column <= INPUTS; column++)
            first[unit][column] -= rate * gradient[column];
        second[unit] -= rate * second_gradient;
    }
    double bias_gradient = 0.0;
    for (int row = 0; row < ROWS; row++)
        bias_gradient += output_deltas[row];
    second[HIDDEN] -= rate * bias_gradient;
}

/* Train up to so many iterations, write the error after each, and return how many were run.

   `parameters` are the weights of both layers, `table` the inputs and then the targets, column after column. */
long train(const double *parameters, const double *table, double rate, double min_error, long iterations, double *errors)
{
    double first[HIDDEN][INPUTS + 1], second[HIDDEN + 1], inputs[INPUTS][ROWS], targets[ROWS];
    double hidden[HIDDEN][ROWS], outputs[ROWS];
    for (int index = 0; index < HIDDEN * (INPUTS + 1); index++)
        first[index / (INPUTS + 1)][index % (INPUTS + 1)] = parameters[index];
    for (int index = 0; index <= HIDDEN; index++)
        second[index] = parameters[HIDDEN * (INPUTS + 1) + index];
    for (int index = 0; index < INPUTS * ROWS; index++)
        inputs[index / ROWS][index % ROWS] = table[index];
    for (int row = 0; row < ROWS; row++)
        targets[row] = table[INPUTS * ROWS + row];

    forward(first, second, inputs, targets, hidden, outputs);
    for (long iteration = 0; iteration < iterations; iteration++) {
        update(first, second, inputs, targets, hidden, outputs, rate);
        double error = forward(first, second, inputs, targets, hidden, outputs);
        errors[iteration] = error;
        if (!(min_error < error && error < INFINITY))
            return iteration + 1;
    }
    return iterations;
}
