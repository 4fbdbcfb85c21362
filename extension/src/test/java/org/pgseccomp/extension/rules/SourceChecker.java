package org.pgseccomp.extension.rules;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Looks for constructs in Java sources that become wrong C: what class files do not show any more, or show badly. javac parses
 * and attributes the sources; see {@link SideEffects} for what counts as a side effect, and its limits.
 */
final class SourceChecker {
    /** Methods that divide by their second argument. */
    private static final Set<String> DIVISIONS =
            Set.of("floorDiv", "floorMod", "ceilDiv", "ceilMod", "divideUnsigned", "remainderUnsigned", "divideExact");

    private final List<Finding> findings = new ArrayList<>();

    /**
     * A construct that must not be there.
     *
     * @param rule its name
     * @param where class and line
     * @param reason why not
     */
    record Finding(String rule, String where, String reason) {
        @Override
        public String toString() {
            return where + ": " + rule + ": " + reason;
        }
    }

    static final String DIVISION = "division by a variable";
    static final String MULTI_ARRAY = "multi-dimensional array";
    static final String SYNCHRONIZED = "synchronized block";
    static final String TWO_EFFECTS = "two side effects in one expression";

    private SourceChecker() {}

    /** Everything that is wrong with the sources, which have to compile with the class path of the tests. */
    static List<Finding> check(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of("--release", "17", "-proc:none", "-cp", System.getProperty("java.class.path"));
        JavacTask task = (JavacTask) compiler.getTask(null, null, problems, options, null, sources);
        List<CompilationUnitTree> units = new ArrayList<>();
        task.parse().forEach(units::add);
        task.analyze();
        problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .findFirst()
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.toString());
                });
        Trees trees = Trees.instance(task);
        SideEffects effects = SideEffects.of(units, trees);
        SourceChecker checker = new SourceChecker();
        for (CompilationUnitTree unit : units) {
            checker.new Scanner(unit, trees, effects).scan(unit, null);
        }
        return checker.findings;
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final SideEffects effects;

        Scanner(CompilationUnitTree unit, Trees trees, SideEffects effects) {
            this.unit = unit;
            this.trees = trees;
            this.effects = effects;
        }

        private void add(String rule, Tree tree, String reason) {
            long line =
                    unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
            String file = unit.getSourceFile().getName();
            findings.add(
                    new Finding(rule, file.substring(file.lastIndexOf('/') + 1) + ":" + line + ": " + tree, reason));
        }

        @Override
        public Void visitBinary(BinaryTree tree, Void unused) {
            if (tree.getKind() == Tree.Kind.DIVIDE || tree.getKind() == Tree.Kind.REMAINDER) {
                checkDivisor(tree, tree.getRightOperand());
            }
            if (tree.getKind() != Tree.Kind.CONDITIONAL_AND && tree.getKind() != Tree.Kind.CONDITIONAL_OR) {
                checkOperands(tree, List.of(tree.getLeftOperand(), tree.getRightOperand()));
            }
            return super.visitBinary(tree, null);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void unused) {
            if (tree.getKind() == Tree.Kind.DIVIDE_ASSIGNMENT || tree.getKind() == Tree.Kind.REMAINDER_ASSIGNMENT) {
                checkDivisor(tree, tree.getExpression());
            }
            checkOperands(tree, List.of(tree.getVariable(), tree.getExpression()));
            return super.visitCompoundAssignment(tree, null);
        }

        @Override
        public Void visitAssignment(com.sun.source.tree.AssignmentTree tree, Void unused) {
            checkOperands(tree, List.of(tree.getVariable(), tree.getExpression()));
            return super.visitAssignment(tree, null);
        }

        @Override
        public Void visitArrayAccess(com.sun.source.tree.ArrayAccessTree tree, Void unused) {
            checkOperands(tree, List.of(tree.getExpression(), tree.getIndex()));
            return super.visitArrayAccess(tree, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
            Element method = trees.getElement(getCurrentPath());
            if (method != null
                    && DIVISIONS.contains(method.getSimpleName().toString())
                    && tree.getArguments().size() == 2) {
                checkDivisor(tree, tree.getArguments().get(1));
            }
            List<Tree> operands = new ArrayList<>(tree.getArguments());
            operands.add(tree.getMethodSelect());
            checkOperands(tree, operands);
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void unused) {
            checkOperands(tree, tree.getArguments());
            return super.visitNewClass(tree, null);
        }

        @Override
        public Void visitNewArray(NewArrayTree tree, Void unused) {
            if (tree.getDimensions().size() > 1) {
                add(
                        MULTI_ARRAY,
                        tree,
                        "negative and overflowing sizes are not checked in native code; make each row by itself");
            }
            checkOperands(tree, tree.getDimensions());
            if (tree.getInitializers() != null) {
                checkOperands(tree, tree.getInitializers());
            }
            return super.visitNewArray(tree, null);
        }

        @Override
        public Void visitSynchronized(SynchronizedTree tree, Void unused) {
            add(SYNCHRONIZED, tree, "a backend has one thread, and a monitor on a string literal crashes");
            return super.visitSynchronized(tree, null);
        }

        private void checkDivisor(Tree division, ExpressionTree divisor) {
            TypeKind kind =
                    trees.getTypeMirror(new TreePath(getCurrentPath(), divisor)).getKind();
            if (kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE || isConstantButZero(divisor)) {
                return;
            }
            add(DIVISION, division, "0 is a SIGFPE in native code and no exception; divide by constants, or shift");
        }

        private boolean isConstantButZero(ExpressionTree divisor) {
            Object value = null;
            if (divisor instanceof com.sun.source.tree.LiteralTree literal) {
                value = literal.getValue();
            } else if (trees.getElement(new TreePath(getCurrentPath(), divisor)) instanceof VariableElement variable) {
                value = variable.getConstantValue();
            }
            return value instanceof Number number && number.longValue() != 0 && number.longValue() != -1;
        }

        private void checkOperands(Tree expression, List<? extends Tree> operands) {
            long withEffects = operands.stream()
                    .filter(operand -> effects.has(new TreePath(getCurrentPath(), operand)))
                    .count();
            if (withEffects > 1) {
                add(TWO_EFFECTS, expression, "C leaves open which comes first; use a variable for each");
            }
        }
    }
}
